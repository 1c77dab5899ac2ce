package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * A tile of 14 latents by two vectors of tokens, for 32 vector registers: 28 sums, two vectors of
 * activations and one or two weights.
 *
 * <p>Such a loop is as fast as the sums can be issued only if little else is: on Intel cores whole
 * numbers are added on the same ports. So one address serves all weights of a column (they are
 * packed) and four columns share it. The branches that are never taken keep the columns apart:
 * without them, or if two were the same, the JIT loads the weights of all columns first and spills
 * the sums.
 */
final class Tile14 {
  static final int LATENTS = 14;

  /** Floats between the weights of two columns: a power of two, which needs no bounds checks. */
  static final int STRIDE = 16;

  private Tile14() {}

  /**
   * Both vectors of tokens.
   *
   * @param tile where the packed weights of the tile begin
   * @param r the tile's first latent in {@code sums}
   */
  static void two(
      float[] panel,
      int panelOffset,
      float[] packed,
      int tile,
      int from,
      int to,
      float[][] sums,
      int r) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums[r], 0);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums[r], STEP);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums[r + 1], 0);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums[r + 1], STEP);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums[r + 2], 0);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums[r + 2], STEP);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums[r + 3], 0);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums[r + 3], STEP);
    FloatVector e0 = FloatVector.fromArray(SPECIES, sums[r + 4], 0);
    FloatVector e1 = FloatVector.fromArray(SPECIES, sums[r + 4], STEP);
    FloatVector f0 = FloatVector.fromArray(SPECIES, sums[r + 5], 0);
    FloatVector f1 = FloatVector.fromArray(SPECIES, sums[r + 5], STEP);
    FloatVector g0 = FloatVector.fromArray(SPECIES, sums[r + 6], 0);
    FloatVector g1 = FloatVector.fromArray(SPECIES, sums[r + 6], STEP);
    FloatVector h0 = FloatVector.fromArray(SPECIES, sums[r + 7], 0);
    FloatVector h1 = FloatVector.fromArray(SPECIES, sums[r + 7], STEP);
    FloatVector i0 = FloatVector.fromArray(SPECIES, sums[r + 8], 0);
    FloatVector i1 = FloatVector.fromArray(SPECIES, sums[r + 8], STEP);
    FloatVector j0 = FloatVector.fromArray(SPECIES, sums[r + 9], 0);
    FloatVector j1 = FloatVector.fromArray(SPECIES, sums[r + 9], STEP);
    FloatVector k0 = FloatVector.fromArray(SPECIES, sums[r + 10], 0);
    FloatVector k1 = FloatVector.fromArray(SPECIES, sums[r + 10], STEP);
    FloatVector l0 = FloatVector.fromArray(SPECIES, sums[r + 11], 0);
    FloatVector l1 = FloatVector.fromArray(SPECIES, sums[r + 11], STEP);
    FloatVector m0 = FloatVector.fromArray(SPECIES, sums[r + 12], 0);
    FloatVector m1 = FloatVector.fromArray(SPECIES, sums[r + 12], STEP);
    FloatVector n0 = FloatVector.fromArray(SPECIES, sums[r + 13], 0);
    FloatVector n1 = FloatVector.fromArray(SPECIES, sums[r + 13], STEP);
    int c = from;
    for (; c <= to - 4; c += 4) {
      int p = panelOffset + c * PANEL_TOKENS;
      int q = tile + c * STRIDE;
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, panel, p + STEP);
      FloatVector w = FloatVector.broadcast(SPECIES, packed[q]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 1]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 2]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 3]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 4]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 5]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      w = FloatVector.broadcast(SPECIES, packed[q + 6]);
      g0 = w.fma(x0, g0);
      g1 = w.fma(x1, g1);
      w = FloatVector.broadcast(SPECIES, packed[q + 7]);
      h0 = w.fma(x0, h0);
      h1 = w.fma(x1, h1);
      w = FloatVector.broadcast(SPECIES, packed[q + 8]);
      i0 = w.fma(x0, i0);
      i1 = w.fma(x1, i1);
      w = FloatVector.broadcast(SPECIES, packed[q + 9]);
      j0 = w.fma(x0, j0);
      j1 = w.fma(x1, j1);
      w = FloatVector.broadcast(SPECIES, packed[q + 10]);
      k0 = w.fma(x0, k0);
      k1 = w.fma(x1, k1);
      w = FloatVector.broadcast(SPECIES, packed[q + 11]);
      l0 = w.fma(x0, l0);
      l1 = w.fma(x1, l1);
      w = FloatVector.broadcast(SPECIES, packed[q + 12]);
      m0 = w.fma(x0, m0);
      m1 = w.fma(x1, m1);
      w = FloatVector.broadcast(SPECIES, packed[q + 13]);
      n0 = w.fma(x0, n0);
      n1 = w.fma(x1, n1);
      if (c == -1) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + PANEL_TOKENS + STEP);
      w = FloatVector.broadcast(SPECIES, packed[q + 16]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 17]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 18]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 19]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 20]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 21]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      w = FloatVector.broadcast(SPECIES, packed[q + 22]);
      g0 = w.fma(x0, g0);
      g1 = w.fma(x1, g1);
      w = FloatVector.broadcast(SPECIES, packed[q + 23]);
      h0 = w.fma(x0, h0);
      h1 = w.fma(x1, h1);
      w = FloatVector.broadcast(SPECIES, packed[q + 24]);
      i0 = w.fma(x0, i0);
      i1 = w.fma(x1, i1);
      w = FloatVector.broadcast(SPECIES, packed[q + 25]);
      j0 = w.fma(x0, j0);
      j1 = w.fma(x1, j1);
      w = FloatVector.broadcast(SPECIES, packed[q + 26]);
      k0 = w.fma(x0, k0);
      k1 = w.fma(x1, k1);
      w = FloatVector.broadcast(SPECIES, packed[q + 27]);
      l0 = w.fma(x0, l0);
      l1 = w.fma(x1, l1);
      w = FloatVector.broadcast(SPECIES, packed[q + 28]);
      m0 = w.fma(x0, m0);
      m1 = w.fma(x1, m1);
      w = FloatVector.broadcast(SPECIES, packed[q + 29]);
      n0 = w.fma(x0, n0);
      n1 = w.fma(x1, n1);
      if (c == -2) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + 2 * PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + 2 * PANEL_TOKENS + STEP);
      w = FloatVector.broadcast(SPECIES, packed[q + 32]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 33]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 34]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 35]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 36]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 37]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      w = FloatVector.broadcast(SPECIES, packed[q + 38]);
      g0 = w.fma(x0, g0);
      g1 = w.fma(x1, g1);
      w = FloatVector.broadcast(SPECIES, packed[q + 39]);
      h0 = w.fma(x0, h0);
      h1 = w.fma(x1, h1);
      w = FloatVector.broadcast(SPECIES, packed[q + 40]);
      i0 = w.fma(x0, i0);
      i1 = w.fma(x1, i1);
      w = FloatVector.broadcast(SPECIES, packed[q + 41]);
      j0 = w.fma(x0, j0);
      j1 = w.fma(x1, j1);
      w = FloatVector.broadcast(SPECIES, packed[q + 42]);
      k0 = w.fma(x0, k0);
      k1 = w.fma(x1, k1);
      w = FloatVector.broadcast(SPECIES, packed[q + 43]);
      l0 = w.fma(x0, l0);
      l1 = w.fma(x1, l1);
      w = FloatVector.broadcast(SPECIES, packed[q + 44]);
      m0 = w.fma(x0, m0);
      m1 = w.fma(x1, m1);
      w = FloatVector.broadcast(SPECIES, packed[q + 45]);
      n0 = w.fma(x0, n0);
      n1 = w.fma(x1, n1);
      if (c == -3) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + 3 * PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + 3 * PANEL_TOKENS + STEP);
      w = FloatVector.broadcast(SPECIES, packed[q + 48]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 49]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 50]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 51]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 52]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 53]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      w = FloatVector.broadcast(SPECIES, packed[q + 54]);
      g0 = w.fma(x0, g0);
      g1 = w.fma(x1, g1);
      w = FloatVector.broadcast(SPECIES, packed[q + 55]);
      h0 = w.fma(x0, h0);
      h1 = w.fma(x1, h1);
      w = FloatVector.broadcast(SPECIES, packed[q + 56]);
      i0 = w.fma(x0, i0);
      i1 = w.fma(x1, i1);
      w = FloatVector.broadcast(SPECIES, packed[q + 57]);
      j0 = w.fma(x0, j0);
      j1 = w.fma(x1, j1);
      w = FloatVector.broadcast(SPECIES, packed[q + 58]);
      k0 = w.fma(x0, k0);
      k1 = w.fma(x1, k1);
      w = FloatVector.broadcast(SPECIES, packed[q + 59]);
      l0 = w.fma(x0, l0);
      l1 = w.fma(x1, l1);
      w = FloatVector.broadcast(SPECIES, packed[q + 60]);
      m0 = w.fma(x0, m0);
      m1 = w.fma(x1, m1);
      w = FloatVector.broadcast(SPECIES, packed[q + 61]);
      n0 = w.fma(x0, n0);
      n1 = w.fma(x1, n1);
    }
    for (; c < to; c++) {
      int p = panelOffset + c * PANEL_TOKENS;
      int q = tile + c * STRIDE;
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, panel, p + STEP);
      FloatVector w = FloatVector.broadcast(SPECIES, packed[q]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 1]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 2]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 3]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 4]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 5]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      w = FloatVector.broadcast(SPECIES, packed[q + 6]);
      g0 = w.fma(x0, g0);
      g1 = w.fma(x1, g1);
      w = FloatVector.broadcast(SPECIES, packed[q + 7]);
      h0 = w.fma(x0, h0);
      h1 = w.fma(x1, h1);
      w = FloatVector.broadcast(SPECIES, packed[q + 8]);
      i0 = w.fma(x0, i0);
      i1 = w.fma(x1, i1);
      w = FloatVector.broadcast(SPECIES, packed[q + 9]);
      j0 = w.fma(x0, j0);
      j1 = w.fma(x1, j1);
      w = FloatVector.broadcast(SPECIES, packed[q + 10]);
      k0 = w.fma(x0, k0);
      k1 = w.fma(x1, k1);
      w = FloatVector.broadcast(SPECIES, packed[q + 11]);
      l0 = w.fma(x0, l0);
      l1 = w.fma(x1, l1);
      w = FloatVector.broadcast(SPECIES, packed[q + 12]);
      m0 = w.fma(x0, m0);
      m1 = w.fma(x1, m1);
      w = FloatVector.broadcast(SPECIES, packed[q + 13]);
      n0 = w.fma(x0, n0);
      n1 = w.fma(x1, n1);
    }
    a0.intoArray(sums[r], 0);
    a1.intoArray(sums[r], STEP);
    b0.intoArray(sums[r + 1], 0);
    b1.intoArray(sums[r + 1], STEP);
    c0.intoArray(sums[r + 2], 0);
    c1.intoArray(sums[r + 2], STEP);
    d0.intoArray(sums[r + 3], 0);
    d1.intoArray(sums[r + 3], STEP);
    e0.intoArray(sums[r + 4], 0);
    e1.intoArray(sums[r + 4], STEP);
    f0.intoArray(sums[r + 5], 0);
    f1.intoArray(sums[r + 5], STEP);
    g0.intoArray(sums[r + 6], 0);
    g1.intoArray(sums[r + 6], STEP);
    h0.intoArray(sums[r + 7], 0);
    h1.intoArray(sums[r + 7], STEP);
    i0.intoArray(sums[r + 8], 0);
    i1.intoArray(sums[r + 8], STEP);
    j0.intoArray(sums[r + 9], 0);
    j1.intoArray(sums[r + 9], STEP);
    k0.intoArray(sums[r + 10], 0);
    k1.intoArray(sums[r + 10], STEP);
    l0.intoArray(sums[r + 11], 0);
    l1.intoArray(sums[r + 11], STEP);
    m0.intoArray(sums[r + 12], 0);
    m1.intoArray(sums[r + 12], STEP);
    n0.intoArray(sums[r + 13], 0);
    n1.intoArray(sums[r + 13], STEP);
  }

  /** The first vector of tokens alone, for what is left of a batch. */
  static void one(
      float[] panel,
      int panelOffset,
      float[] packed,
      int tile,
      int from,
      int to,
      float[][] sums,
      int r) {
    FloatVector a = FloatVector.fromArray(SPECIES, sums[r], 0);
    FloatVector b = FloatVector.fromArray(SPECIES, sums[r + 1], 0);
    FloatVector c = FloatVector.fromArray(SPECIES, sums[r + 2], 0);
    FloatVector d = FloatVector.fromArray(SPECIES, sums[r + 3], 0);
    FloatVector e = FloatVector.fromArray(SPECIES, sums[r + 4], 0);
    FloatVector f = FloatVector.fromArray(SPECIES, sums[r + 5], 0);
    FloatVector g = FloatVector.fromArray(SPECIES, sums[r + 6], 0);
    FloatVector h = FloatVector.fromArray(SPECIES, sums[r + 7], 0);
    FloatVector i = FloatVector.fromArray(SPECIES, sums[r + 8], 0);
    FloatVector j = FloatVector.fromArray(SPECIES, sums[r + 9], 0);
    FloatVector k = FloatVector.fromArray(SPECIES, sums[r + 10], 0);
    FloatVector l = FloatVector.fromArray(SPECIES, sums[r + 11], 0);
    FloatVector m = FloatVector.fromArray(SPECIES, sums[r + 12], 0);
    FloatVector n = FloatVector.fromArray(SPECIES, sums[r + 13], 0);
    for (int column = from; column < to; column++) {
      int p = panelOffset + column * PANEL_TOKENS;
      int q = tile + column * STRIDE;
      FloatVector x = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector w = FloatVector.broadcast(SPECIES, packed[q]);
      a = w.fma(x, a);
      w = FloatVector.broadcast(SPECIES, packed[q + 1]);
      b = w.fma(x, b);
      w = FloatVector.broadcast(SPECIES, packed[q + 2]);
      c = w.fma(x, c);
      w = FloatVector.broadcast(SPECIES, packed[q + 3]);
      d = w.fma(x, d);
      w = FloatVector.broadcast(SPECIES, packed[q + 4]);
      e = w.fma(x, e);
      w = FloatVector.broadcast(SPECIES, packed[q + 5]);
      f = w.fma(x, f);
      w = FloatVector.broadcast(SPECIES, packed[q + 6]);
      g = w.fma(x, g);
      w = FloatVector.broadcast(SPECIES, packed[q + 7]);
      h = w.fma(x, h);
      w = FloatVector.broadcast(SPECIES, packed[q + 8]);
      i = w.fma(x, i);
      w = FloatVector.broadcast(SPECIES, packed[q + 9]);
      j = w.fma(x, j);
      w = FloatVector.broadcast(SPECIES, packed[q + 10]);
      k = w.fma(x, k);
      w = FloatVector.broadcast(SPECIES, packed[q + 11]);
      l = w.fma(x, l);
      w = FloatVector.broadcast(SPECIES, packed[q + 12]);
      m = w.fma(x, m);
      w = FloatVector.broadcast(SPECIES, packed[q + 13]);
      n = w.fma(x, n);
    }
    a.intoArray(sums[r], 0);
    b.intoArray(sums[r + 1], 0);
    c.intoArray(sums[r + 2], 0);
    d.intoArray(sums[r + 3], 0);
    e.intoArray(sums[r + 4], 0);
    f.intoArray(sums[r + 5], 0);
    g.intoArray(sums[r + 6], 0);
    h.intoArray(sums[r + 7], 0);
    i.intoArray(sums[r + 8], 0);
    j.intoArray(sums[r + 9], 0);
    k.intoArray(sums[r + 10], 0);
    l.intoArray(sums[r + 11], 0);
    m.intoArray(sums[r + 12], 0);
    n.intoArray(sums[r + 13], 0);
  }
}

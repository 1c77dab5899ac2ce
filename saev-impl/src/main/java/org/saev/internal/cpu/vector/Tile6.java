package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * A tile of 6 latents by two vectors of tokens, for 16 vector registers; otherwise as {@link
 * Tile14}.
 */
final class Tile6 {
  static final int LATENTS = 6;
  static final int STRIDE = 8;

  private Tile6() {}

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
      if (c == -1) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + PANEL_TOKENS + STEP);
      w = FloatVector.broadcast(SPECIES, packed[q + 8]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 9]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 10]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 11]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 12]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 13]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
      if (c == -2) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + 2 * PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + 2 * PANEL_TOKENS + STEP);
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
      if (c == -3) {
        break;
      }
      x0 = FloatVector.fromArray(SPECIES, panel, p + 3 * PANEL_TOKENS);
      x1 = FloatVector.fromArray(SPECIES, panel, p + 3 * PANEL_TOKENS + STEP);
      w = FloatVector.broadcast(SPECIES, packed[q + 24]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      w = FloatVector.broadcast(SPECIES, packed[q + 25]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      w = FloatVector.broadcast(SPECIES, packed[q + 26]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      w = FloatVector.broadcast(SPECIES, packed[q + 27]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      w = FloatVector.broadcast(SPECIES, packed[q + 28]);
      e0 = w.fma(x0, e0);
      e1 = w.fma(x1, e1);
      w = FloatVector.broadcast(SPECIES, packed[q + 29]);
      f0 = w.fma(x0, f0);
      f1 = w.fma(x1, f1);
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
    }
    a.intoArray(sums[r], 0);
    b.intoArray(sums[r + 1], 0);
    c.intoArray(sums[r + 2], 0);
    d.intoArray(sums[r + 3], 0);
    e.intoArray(sums[r + 4], 0);
    f.intoArray(sums[r + 5], 0);
  }
}

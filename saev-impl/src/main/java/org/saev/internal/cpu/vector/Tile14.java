package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * A tile of 14 latents by two vectors of tokens, for 32 vector registers: 28 sums, two vectors of
 * activations and one or two weights.
 *
 * <p>The loops are methods of their own and written out, since that is what the JIT keeps in
 * registers; with more than one column in a round Java 17 spills sums. Integers matter as much: if
 * more of them are alive than there are registers for, the JIT parks the panel's address in a
 * vector register and fetches it for each column, on the ports of the multiply-adds, which costs a
 * quarter of the speed. So columns are counted from 0, one address serves all weights of a column,
 * and where the sums come from and go to, which is the same place, is passed twice: otherwise the
 * offsets of the loads would be kept for the stores.
 */
final class Tile14 {
  static final int LATENTS = 14;

  private Tile14() {}

  /** Both vectors of tokens of a panel. */
  static void two(
      float[] panel,
      int x,
      float[] packed,
      int weight,
      int columns,
      float[] sums,
      int from,
      int into) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, from);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, from + STEP);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, from + PANEL_TOKENS);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, from + PANEL_TOKENS + STEP);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, from + 2 * PANEL_TOKENS);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, from + 2 * PANEL_TOKENS + STEP);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, from + 3 * PANEL_TOKENS);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, from + 3 * PANEL_TOKENS + STEP);
    FloatVector e0 = FloatVector.fromArray(SPECIES, sums, from + 4 * PANEL_TOKENS);
    FloatVector e1 = FloatVector.fromArray(SPECIES, sums, from + 4 * PANEL_TOKENS + STEP);
    FloatVector f0 = FloatVector.fromArray(SPECIES, sums, from + 5 * PANEL_TOKENS);
    FloatVector f1 = FloatVector.fromArray(SPECIES, sums, from + 5 * PANEL_TOKENS + STEP);
    FloatVector g0 = FloatVector.fromArray(SPECIES, sums, from + 6 * PANEL_TOKENS);
    FloatVector g1 = FloatVector.fromArray(SPECIES, sums, from + 6 * PANEL_TOKENS + STEP);
    FloatVector h0 = FloatVector.fromArray(SPECIES, sums, from + 7 * PANEL_TOKENS);
    FloatVector h1 = FloatVector.fromArray(SPECIES, sums, from + 7 * PANEL_TOKENS + STEP);
    FloatVector i0 = FloatVector.fromArray(SPECIES, sums, from + 8 * PANEL_TOKENS);
    FloatVector i1 = FloatVector.fromArray(SPECIES, sums, from + 8 * PANEL_TOKENS + STEP);
    FloatVector j0 = FloatVector.fromArray(SPECIES, sums, from + 9 * PANEL_TOKENS);
    FloatVector j1 = FloatVector.fromArray(SPECIES, sums, from + 9 * PANEL_TOKENS + STEP);
    FloatVector k0 = FloatVector.fromArray(SPECIES, sums, from + 10 * PANEL_TOKENS);
    FloatVector k1 = FloatVector.fromArray(SPECIES, sums, from + 10 * PANEL_TOKENS + STEP);
    FloatVector l0 = FloatVector.fromArray(SPECIES, sums, from + 11 * PANEL_TOKENS);
    FloatVector l1 = FloatVector.fromArray(SPECIES, sums, from + 11 * PANEL_TOKENS + STEP);
    FloatVector m0 = FloatVector.fromArray(SPECIES, sums, from + 12 * PANEL_TOKENS);
    FloatVector m1 = FloatVector.fromArray(SPECIES, sums, from + 12 * PANEL_TOKENS + STEP);
    FloatVector n0 = FloatVector.fromArray(SPECIES, sums, from + 13 * PANEL_TOKENS);
    FloatVector n1 = FloatVector.fromArray(SPECIES, sums, from + 13 * PANEL_TOKENS + STEP);
    for (int c = 0; c < columns; c++) {
      int p = x + c * PANEL_TOKENS;
      int q = weight + c * LATENTS;
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
    a0.intoArray(sums, into);
    a1.intoArray(sums, into + STEP);
    b0.intoArray(sums, into + PANEL_TOKENS);
    b1.intoArray(sums, into + PANEL_TOKENS + STEP);
    c0.intoArray(sums, into + 2 * PANEL_TOKENS);
    c1.intoArray(sums, into + 2 * PANEL_TOKENS + STEP);
    d0.intoArray(sums, into + 3 * PANEL_TOKENS);
    d1.intoArray(sums, into + 3 * PANEL_TOKENS + STEP);
    e0.intoArray(sums, into + 4 * PANEL_TOKENS);
    e1.intoArray(sums, into + 4 * PANEL_TOKENS + STEP);
    f0.intoArray(sums, into + 5 * PANEL_TOKENS);
    f1.intoArray(sums, into + 5 * PANEL_TOKENS + STEP);
    g0.intoArray(sums, into + 6 * PANEL_TOKENS);
    g1.intoArray(sums, into + 6 * PANEL_TOKENS + STEP);
    h0.intoArray(sums, into + 7 * PANEL_TOKENS);
    h1.intoArray(sums, into + 7 * PANEL_TOKENS + STEP);
    i0.intoArray(sums, into + 8 * PANEL_TOKENS);
    i1.intoArray(sums, into + 8 * PANEL_TOKENS + STEP);
    j0.intoArray(sums, into + 9 * PANEL_TOKENS);
    j1.intoArray(sums, into + 9 * PANEL_TOKENS + STEP);
    k0.intoArray(sums, into + 10 * PANEL_TOKENS);
    k1.intoArray(sums, into + 10 * PANEL_TOKENS + STEP);
    l0.intoArray(sums, into + 11 * PANEL_TOKENS);
    l1.intoArray(sums, into + 11 * PANEL_TOKENS + STEP);
    m0.intoArray(sums, into + 12 * PANEL_TOKENS);
    m1.intoArray(sums, into + 12 * PANEL_TOKENS + STEP);
    n0.intoArray(sums, into + 13 * PANEL_TOKENS);
    n1.intoArray(sums, into + 13 * PANEL_TOKENS + STEP);
  }

  /** One vector of tokens, for what is left of a batch. */
  static void one(
      float[] panel,
      int x,
      float[] packed,
      int weight,
      int columns,
      float[] sums,
      int from,
      int into) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, from);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, from + PANEL_TOKENS);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, from + 2 * PANEL_TOKENS);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, from + 3 * PANEL_TOKENS);
    FloatVector e0 = FloatVector.fromArray(SPECIES, sums, from + 4 * PANEL_TOKENS);
    FloatVector f0 = FloatVector.fromArray(SPECIES, sums, from + 5 * PANEL_TOKENS);
    FloatVector g0 = FloatVector.fromArray(SPECIES, sums, from + 6 * PANEL_TOKENS);
    FloatVector h0 = FloatVector.fromArray(SPECIES, sums, from + 7 * PANEL_TOKENS);
    FloatVector i0 = FloatVector.fromArray(SPECIES, sums, from + 8 * PANEL_TOKENS);
    FloatVector j0 = FloatVector.fromArray(SPECIES, sums, from + 9 * PANEL_TOKENS);
    FloatVector k0 = FloatVector.fromArray(SPECIES, sums, from + 10 * PANEL_TOKENS);
    FloatVector l0 = FloatVector.fromArray(SPECIES, sums, from + 11 * PANEL_TOKENS);
    FloatVector m0 = FloatVector.fromArray(SPECIES, sums, from + 12 * PANEL_TOKENS);
    FloatVector n0 = FloatVector.fromArray(SPECIES, sums, from + 13 * PANEL_TOKENS);
    for (int c = 0; c < columns; c++) {
      int p = x + c * PANEL_TOKENS;
      int q = weight + c * LATENTS;
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector w = FloatVector.broadcast(SPECIES, packed[q]);
      a0 = w.fma(x0, a0);
      w = FloatVector.broadcast(SPECIES, packed[q + 1]);
      b0 = w.fma(x0, b0);
      w = FloatVector.broadcast(SPECIES, packed[q + 2]);
      c0 = w.fma(x0, c0);
      w = FloatVector.broadcast(SPECIES, packed[q + 3]);
      d0 = w.fma(x0, d0);
      w = FloatVector.broadcast(SPECIES, packed[q + 4]);
      e0 = w.fma(x0, e0);
      w = FloatVector.broadcast(SPECIES, packed[q + 5]);
      f0 = w.fma(x0, f0);
      w = FloatVector.broadcast(SPECIES, packed[q + 6]);
      g0 = w.fma(x0, g0);
      w = FloatVector.broadcast(SPECIES, packed[q + 7]);
      h0 = w.fma(x0, h0);
      w = FloatVector.broadcast(SPECIES, packed[q + 8]);
      i0 = w.fma(x0, i0);
      w = FloatVector.broadcast(SPECIES, packed[q + 9]);
      j0 = w.fma(x0, j0);
      w = FloatVector.broadcast(SPECIES, packed[q + 10]);
      k0 = w.fma(x0, k0);
      w = FloatVector.broadcast(SPECIES, packed[q + 11]);
      l0 = w.fma(x0, l0);
      w = FloatVector.broadcast(SPECIES, packed[q + 12]);
      m0 = w.fma(x0, m0);
      w = FloatVector.broadcast(SPECIES, packed[q + 13]);
      n0 = w.fma(x0, n0);
    }
    a0.intoArray(sums, into);
    b0.intoArray(sums, into + PANEL_TOKENS);
    c0.intoArray(sums, into + 2 * PANEL_TOKENS);
    d0.intoArray(sums, into + 3 * PANEL_TOKENS);
    e0.intoArray(sums, into + 4 * PANEL_TOKENS);
    f0.intoArray(sums, into + 5 * PANEL_TOKENS);
    g0.intoArray(sums, into + 6 * PANEL_TOKENS);
    h0.intoArray(sums, into + 7 * PANEL_TOKENS);
    i0.intoArray(sums, into + 8 * PANEL_TOKENS);
    j0.intoArray(sums, into + 9 * PANEL_TOKENS);
    k0.intoArray(sums, into + 10 * PANEL_TOKENS);
    l0.intoArray(sums, into + 11 * PANEL_TOKENS);
    m0.intoArray(sums, into + 12 * PANEL_TOKENS);
    n0.intoArray(sums, into + 13 * PANEL_TOKENS);
  }
}

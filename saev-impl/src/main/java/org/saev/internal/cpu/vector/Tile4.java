package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * A tile of 4 latents: 12 sums stay in registers over the whole loop. The loops are methods of
 * their own and written out, since that is what the JIT keeps free of spills.
 */
final class Tile4 {
  private Tile4() {}

  /** Three vectors of tokens by 4 latents. */
  static void three(
      float[] panel,
      int panelOffset,
      float[] weights,
      int[] rows,
      int r,
      int from,
      int to,
      float[][] sums) {
    int w0 = rows[r];
    int w1 = rows[r + 1];
    int w2 = rows[r + 2];
    int w3 = rows[r + 3];
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums[r], 0);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums[r], STEP);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums[r], 2 * STEP);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums[r + 1], 0);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums[r + 1], STEP);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums[r + 1], 2 * STEP);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums[r + 2], 0);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums[r + 2], STEP);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums[r + 2], 2 * STEP);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums[r + 3], 0);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums[r + 3], STEP);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums[r + 3], 2 * STEP);
    for (int c = from; c < to; c++) {
      int p = panelOffset + c * PANEL_TOKENS;
      FloatVector x0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, panel, p + STEP);
      FloatVector x2 = FloatVector.fromArray(SPECIES, panel, p + 2 * STEP);
      FloatVector w = FloatVector.broadcast(SPECIES, weights[w0 + c]);
      a0 = w.fma(x0, a0);
      a1 = w.fma(x1, a1);
      a2 = w.fma(x2, a2);
      w = FloatVector.broadcast(SPECIES, weights[w1 + c]);
      b0 = w.fma(x0, b0);
      b1 = w.fma(x1, b1);
      b2 = w.fma(x2, b2);
      w = FloatVector.broadcast(SPECIES, weights[w2 + c]);
      c0 = w.fma(x0, c0);
      c1 = w.fma(x1, c1);
      c2 = w.fma(x2, c2);
      w = FloatVector.broadcast(SPECIES, weights[w3 + c]);
      d0 = w.fma(x0, d0);
      d1 = w.fma(x1, d1);
      d2 = w.fma(x2, d2);
    }
    a0.intoArray(sums[r], 0);
    a1.intoArray(sums[r], STEP);
    a2.intoArray(sums[r], 2 * STEP);
    b0.intoArray(sums[r + 1], 0);
    b1.intoArray(sums[r + 1], STEP);
    b2.intoArray(sums[r + 1], 2 * STEP);
    c0.intoArray(sums[r + 2], 0);
    c1.intoArray(sums[r + 2], STEP);
    c2.intoArray(sums[r + 2], 2 * STEP);
    d0.intoArray(sums[r + 3], 0);
    d1.intoArray(sums[r + 3], STEP);
    d2.intoArray(sums[r + 3], 2 * STEP);
  }

  /** One vector of tokens by 4 latents, for what is left of a batch. */
  static void one(
      float[] panel,
      int panelOffset,
      int t,
      float[] weights,
      int[] rows,
      int r,
      int from,
      int to,
      float[][] sums) {
    int w0 = rows[r];
    int w1 = rows[r + 1];
    int w2 = rows[r + 2];
    int w3 = rows[r + 3];
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums[r], t);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums[r + 1], t);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums[r + 2], t);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums[r + 3], t);
    for (int c = from; c < to; c++) {
      FloatVector x = FloatVector.fromArray(SPECIES, panel, panelOffset + t + c * PANEL_TOKENS);
      a0 = FloatVector.broadcast(SPECIES, weights[w0 + c]).fma(x, a0);
      b0 = FloatVector.broadcast(SPECIES, weights[w1 + c]).fma(x, b0);
      c0 = FloatVector.broadcast(SPECIES, weights[w2 + c]).fma(x, c0);
      d0 = FloatVector.broadcast(SPECIES, weights[w3 + c]).fma(x, d0);
    }
    a0.intoArray(sums[r], t);
    b0.intoArray(sums[r + 1], t);
    c0.intoArray(sums[r + 2], t);
    d0.intoArray(sums[r + 3], t);
  }
}

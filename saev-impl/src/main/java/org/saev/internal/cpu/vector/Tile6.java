package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/**
 * A tile of 6 latents by two vectors of tokens, for 16 vector registers: 12 sums, two vectors of
 * activations and one or two weights. Written as {@link Tile14} is, for its reasons.
 */
final class Tile6 {
  static final int LATENTS = 6;

  private Tile6() {}

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
    }
    a0.intoArray(sums, into);
    b0.intoArray(sums, into + PANEL_TOKENS);
    c0.intoArray(sums, into + 2 * PANEL_TOKENS);
    d0.intoArray(sums, into + 3 * PANEL_TOKENS);
    e0.intoArray(sums, into + 4 * PANEL_TOKENS);
    f0.intoArray(sums, into + 5 * PANEL_TOKENS);
  }
}

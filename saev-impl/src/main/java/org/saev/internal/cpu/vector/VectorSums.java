package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;

/** Element-by-element sums of rows. What is left over at a row's end is done in plain Java. */
final class VectorSums {
  private VectorSums() {}

  /** Four rows at a time: the sum is loaded and stored a quarter as often. */
  static void addRows(
      float[] rows,
      int[] index,
      float[] weights,
      int from,
      int to,
      float[] sum,
      int sumOffset,
      int width) {
    int q = from;
    for (; q + 4 <= to; q += 4) {
      fourRows(rows, index, weights, q, sum, sumOffset, width);
    }
    for (; q < to; q++) {
      addScaled(weights[q], rows, index[q] * width, sum, sumOffset, width);
    }
  }

  private static void fourRows(
      float[] rows, int[] index, float[] weights, int q, float[] sum, int sumOffset, int width) {
    int r0 = index[q] * width;
    int r1 = index[q + 1] * width;
    int r2 = index[q + 2] * width;
    int r3 = index[q + 3] * width;
    float w0 = weights[q];
    float w1 = weights[q + 1];
    float w2 = weights[q + 2];
    float w3 = weights[q + 3];
    FloatVector v0 = FloatVector.broadcast(SPECIES, w0);
    FloatVector v1 = FloatVector.broadcast(SPECIES, w1);
    FloatVector v2 = FloatVector.broadcast(SPECIES, w2);
    FloatVector v3 = FloatVector.broadcast(SPECIES, w3);
    int whole = width - width % STEP;
    for (int c = 0; c < whole; c += STEP) {
      FloatVector s = FloatVector.fromArray(SPECIES, sum, sumOffset + c);
      s = FloatVector.fromArray(SPECIES, rows, r0 + c).fma(v0, s);
      s = FloatVector.fromArray(SPECIES, rows, r1 + c).fma(v1, s);
      s = FloatVector.fromArray(SPECIES, rows, r2 + c).fma(v2, s);
      s = FloatVector.fromArray(SPECIES, rows, r3 + c).fma(v3, s);
      s.intoArray(sum, sumOffset + c);
    }
    for (int c = whole; c < width; c++) {
      float s = Math.fma(w0, rows[r0 + c], sum[sumOffset + c]);
      s = Math.fma(w1, rows[r1 + c], s);
      s = Math.fma(w2, rows[r2 + c], s);
      sum[sumOffset + c] = Math.fma(w3, rows[r3 + c], s);
    }
  }

  static void addScaled(float factor, float[] a, int ao, float[] sum, int so, int width) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    int whole = width - width % STEP;
    for (int c = 0; c < whole; c += STEP) {
      FloatVector.fromArray(SPECIES, a, ao + c)
          .fma(f, FloatVector.fromArray(SPECIES, sum, so + c))
          .intoArray(sum, so + c);
    }
    for (int c = whole; c < width; c++) {
      sum[so + c] = Math.fma(factor, a[ao + c], sum[so + c]);
    }
  }

  /** Spares the short arrays of a sweep the call that {@code Arrays.fill} makes. */
  static void fill(float[] a, int ao, int length, float value) {
    FloatVector v = FloatVector.broadcast(SPECIES, value);
    int whole = length - length % STEP;
    for (int c = 0; c < whole; c += STEP) {
      v.intoArray(a, ao + c);
    }
    for (int c = whole; c < length; c++) {
      a[ao + c] = value;
    }
  }

  static void subtract(float[] a, int ao, float[] b, int bo, float[] out, int oo, int width) {
    int whole = width - width % STEP;
    for (int c = 0; c < whole; c += STEP) {
      FloatVector.fromArray(SPECIES, a, ao + c)
          .sub(FloatVector.fromArray(SPECIES, b, bo + c))
          .intoArray(out, oo + c);
    }
    for (int c = whole; c < width; c++) {
      out[oo + c] = a[ao + c] - b[bo + c];
    }
  }

  static void scale(float[] a, int offset, int width, float factor) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    int whole = width - width % STEP;
    for (int c = 0; c < whole; c += STEP) {
      FloatVector.fromArray(SPECIES, a, offset + c).mul(f).intoArray(a, offset + c);
    }
    for (int c = whole; c < width; c++) {
      a[offset + c] *= factor;
    }
  }
}

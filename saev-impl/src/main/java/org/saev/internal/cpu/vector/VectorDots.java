package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;
import org.saev.internal.cpu.Kernel;

/**
 * Reductions over the width: {@link Kernel#LANES} chains, which are one, two or four vectors. The
 * branches on {@link #PARTS} are decided when the method is compiled.
 */
final class VectorDots {
  private static final int LANES = Kernel.LANES;
  private static final int PARTS = LANES / STEP;

  private VectorDots() {}

  static float dot(float[] a, int ao, float[] b, int bo, int width, float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int whole = width - width % LANES;
    for (int c = 0; c < whole; c += LANES) {
      s0 = fma(a, ao + c, b, bo + c, s0);
      if (PARTS > 1) {
        s1 = fma(a, ao + c + STEP, b, bo + c + STEP, s1);
      }
      if (PARTS > 2) {
        s2 = fma(a, ao + c + 2 * STEP, b, bo + c + 2 * STEP, s2);
        s3 = fma(a, ao + c + 3 * STEP, b, bo + c + 3 * STEP, s3);
      }
    }
    store(s0, s1, s2, s3, lanes);
    return finish(a, ao, b, bo, whole, width, lanes);
  }

  static float squaredDistance(float[] a, int ao, float[] b, int bo, int width, float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int whole = width - width % LANES;
    for (int c = 0; c < whole; c += LANES) {
      s0 = squares(a, ao + c, b, bo + c, s0);
      if (PARTS > 1) {
        s1 = squares(a, ao + c + STEP, b, bo + c + STEP, s1);
      }
      if (PARTS > 2) {
        s2 = squares(a, ao + c + 2 * STEP, b, bo + c + 2 * STEP, s2);
        s3 = squares(a, ao + c + 3 * STEP, b, bo + c + 3 * STEP, s3);
      }
    }
    store(s0, s1, s2, s3, lanes);
    for (int c = whole; c < width; c++) {
      float difference = a[ao + c] - b[bo + c];
      lanes[c - whole] = Math.fma(difference, difference, lanes[c - whole]);
    }
    return Kernel.fold(lanes);
  }

  /** Four rows at a time: the vector is loaded once for all of them, and their chains overlap. */
  static void dotRows(
      float[] vector,
      int offset,
      float[] rows,
      int[] index,
      int from,
      int to,
      float[] out,
      int width,
      float[] lanes) {
    int q = from;
    if (PARTS == 1) {
      for (; q + 4 <= to; q += 4) {
        fourRows(vector, offset, rows, index, q, out, width, lanes);
      }
    }
    for (; q < to; q++) {
      out[q] = dot(vector, offset, rows, index[q] * width, width, lanes);
    }
  }

  private static void fourRows(
      float[] vector,
      int offset,
      float[] rows,
      int[] index,
      int q,
      float[] out,
      int width,
      float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int r0 = index[q] * width;
    int r1 = index[q + 1] * width;
    int r2 = index[q + 2] * width;
    int r3 = index[q + 3] * width;
    int whole = width - width % LANES;
    for (int c = 0; c < whole; c += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, vector, offset + c);
      s0 = v.fma(FloatVector.fromArray(SPECIES, rows, r0 + c), s0);
      s1 = v.fma(FloatVector.fromArray(SPECIES, rows, r1 + c), s1);
      s2 = v.fma(FloatVector.fromArray(SPECIES, rows, r2 + c), s2);
      s3 = v.fma(FloatVector.fromArray(SPECIES, rows, r3 + c), s3);
    }
    s0.intoArray(lanes, 0);
    out[q] = finish(vector, offset, rows, r0, whole, width, lanes);
    s1.intoArray(lanes, 0);
    out[q + 1] = finish(vector, offset, rows, r1, whole, width, lanes);
    s2.intoArray(lanes, 0);
    out[q + 2] = finish(vector, offset, rows, r2, whole, width, lanes);
    s3.intoArray(lanes, 0);
    out[q + 3] = finish(vector, offset, rows, r3, whole, width, lanes);
  }

  private static FloatVector fma(float[] a, int ao, float[] b, int bo, FloatVector sum) {
    return FloatVector.fromArray(SPECIES, a, ao).fma(FloatVector.fromArray(SPECIES, b, bo), sum);
  }

  private static FloatVector squares(float[] a, int ao, float[] b, int bo, FloatVector sum) {
    FloatVector d =
        FloatVector.fromArray(SPECIES, a, ao).sub(FloatVector.fromArray(SPECIES, b, bo));
    return d.fma(d, sum);
  }

  private static void store(
      FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] lanes) {
    s0.intoArray(lanes, 0);
    if (PARTS > 1) {
      s1.intoArray(lanes, STEP);
    }
    if (PARTS > 2) {
      s2.intoArray(lanes, 2 * STEP);
      s3.intoArray(lanes, 3 * STEP);
    }
  }

  private static float finish(
      float[] a, int ao, float[] b, int bo, int whole, int width, float[] lanes) {
    for (int c = whole; c < width; c++) {
      lanes[c - whole] = Math.fma(a[ao + c], b[bo + c], lanes[c - whole]);
    }
    return Kernel.fold(lanes);
  }
}

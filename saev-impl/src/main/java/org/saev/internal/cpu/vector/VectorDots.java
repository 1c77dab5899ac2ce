package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;
import org.saev.internal.cpu.Kernel;

/**
 * Reductions over the width: {@link Kernel#LANES} chains, which are one, two or four vectors. The
 * branches on {@link #PARTS} are decided when the method is compiled.
 *
 * <p>No vector is handed to or from a method of ours, however small: where the JIT does not inline
 * the call, as under an agent that makes methods longer, it allocates the vector.
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
      int i = ao + c;
      int j = bo + c;
      s0 = FloatVector.fromArray(SPECIES, a, i).fma(FloatVector.fromArray(SPECIES, b, j), s0);
      if (PARTS > 1) {
        s1 =
            FloatVector.fromArray(SPECIES, a, i + STEP)
                .fma(FloatVector.fromArray(SPECIES, b, j + STEP), s1);
      }
      if (PARTS > 2) {
        s2 =
            FloatVector.fromArray(SPECIES, a, i + 2 * STEP)
                .fma(FloatVector.fromArray(SPECIES, b, j + 2 * STEP), s2);
        s3 =
            FloatVector.fromArray(SPECIES, a, i + 3 * STEP)
                .fma(FloatVector.fromArray(SPECIES, b, j + 3 * STEP), s3);
      }
    }
    s0.intoArray(lanes, 0);
    if (PARTS > 1) {
      s1.intoArray(lanes, STEP);
    }
    if (PARTS > 2) {
      s2.intoArray(lanes, 2 * STEP);
      s3.intoArray(lanes, 3 * STEP);
    }
    return finish(a, ao, b, bo, whole, width, lanes);
  }

  static float squaredDistance(float[] a, int ao, float[] b, int bo, int width, float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int whole = width - width % LANES;
    for (int c = 0; c < whole; c += LANES) {
      int i = ao + c;
      int j = bo + c;
      FloatVector d =
          FloatVector.fromArray(SPECIES, a, i).sub(FloatVector.fromArray(SPECIES, b, j));
      s0 = d.fma(d, s0);
      if (PARTS > 1) {
        d =
            FloatVector.fromArray(SPECIES, a, i + STEP)
                .sub(FloatVector.fromArray(SPECIES, b, j + STEP));
        s1 = d.fma(d, s1);
      }
      if (PARTS > 2) {
        d =
            FloatVector.fromArray(SPECIES, a, i + 2 * STEP)
                .sub(FloatVector.fromArray(SPECIES, b, j + 2 * STEP));
        s2 = d.fma(d, s2);
        d =
            FloatVector.fromArray(SPECIES, a, i + 3 * STEP)
                .sub(FloatVector.fromArray(SPECIES, b, j + 3 * STEP));
        s3 = d.fma(d, s3);
      }
    }
    s0.intoArray(lanes, 0);
    if (PARTS > 1) {
      s1.intoArray(lanes, STEP);
    }
    if (PARTS > 2) {
      s2.intoArray(lanes, 2 * STEP);
      s3.intoArray(lanes, 3 * STEP);
    }
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

  private static float finish(
      float[] a, int ao, float[] b, int bo, int whole, int width, float[] lanes) {
    for (int c = whole; c < width; c++) {
      lanes[c - whole] = Math.fma(a[ao + c], b[bo + c], lanes[c - whole]);
    }
    return Kernel.fold(lanes);
  }
}

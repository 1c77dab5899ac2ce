package org.saev.internal.cpu.vector;

import static org.saev.internal.cpu.vector.VectorKernel.PANEL_TOKENS;
import static org.saev.internal.cpu.vector.VectorKernel.SPECIES;
import static org.saev.internal.cpu.vector.VectorKernel.STEP;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Finds the few pre-activations that reach their token's bound. */
final class VectorScan {
  /** Before Java 19 the bits of a mask are gathered in a loop, from an array that is allocated. */
  private static final boolean HAS_MASK_BITS = Runtime.version().feature() >= 19;

  private VectorScan() {}

  static int atLeast(
      float[] sums, int from, int to, int tokens, float[] bounds, int boundsOffset, int[] hits) {
    int found = 0;
    for (int r = from; r < to; r++) {
      for (int t = 0; t < tokens; t += STEP) {
        int position = r * PANEL_TOKENS + t;
        VectorMask<Float> mask =
            FloatVector.fromArray(SPECIES, sums, position)
                .compare(
                    VectorOperators.GE, FloatVector.fromArray(SPECIES, bounds, boundsOffset + t));
        if (mask.anyTrue()) {
          if (HAS_MASK_BITS) {
            for (long bits = mask.toLong(); bits != 0; bits &= bits - 1) {
              hits[found++] = position + Long.numberOfTrailingZeros(bits);
            }
          } else {
            for (int i = 0; i < STEP; i++) {
              hits[found] = position + i;
              found += sums[position + i] >= bounds[boundsOffset + t + i] ? 1 : 0;
            }
          }
        }
      }
    }
    return found;
  }
}

package org.saev.internal.cpu;

/**
 * Fills matrices with random directions: rows of independent normal numbers, scaled to unit norm,
 * so that every direction is equally likely.
 *
 * <p>Row {@code j} has a SplitMix64 stream of its own (Steele, Lea and Flood 2014) that begins at a
 * hash of seed and row, and makes normals by Marsaglia's polar method with {@link StrictMath}: a
 * seed gives the same rows on every machine and Java version, for any number of threads.
 */
public final class RandomDirections {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final int ROWS_A_TASK = 64;

  private RandomDirections() {}

  /**
   * Fills a matrix.
   *
   * @param workers threads to use
   * @param seed seed of the directions
   * @param out receives the rows, {@code [rows, width]}
   * @param rows number of rows
   * @param width length of a row
   */
  public static void fill(Workers workers, long seed, float[] out, int rows, int width) {
    Sizes.length("directions", out, rows, width);
    workers.run(
        (rows + ROWS_A_TASK - 1) / ROWS_A_TASK,
        (task, worker) -> {
          int end = Math.min(rows, (task + 1) * ROWS_A_TASK);
          for (int row = task * ROWS_A_TASK; row < end; row++) {
            fillRow(mix(mix(seed + GOLDEN_GAMMA) + row * GOLDEN_GAMMA), out, row * width, width);
          }
        });
  }

  private static void fillRow(long seed, float[] out, int offset, int width) {
    long state = seed;
    double square = 0;
    for (int c = 0; c < width; c += 2) {
      double u;
      double v;
      double s;
      do {
        state += GOLDEN_GAMMA;
        u = signedUnit(mix(state));
        state += GOLDEN_GAMMA;
        v = signedUnit(mix(state));
        s = u * u + v * v;
      } while (s >= 1 || s == 0);
      double factor = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      out[offset + c] = (float) (u * factor);
      square += out[offset + c] * (double) out[offset + c];
      if (c + 1 < width) {
        out[offset + c + 1] = (float) (v * factor);
        square += out[offset + c + 1] * (double) out[offset + c + 1];
      }
    }
    float inverse = (float) (1 / Math.sqrt(square));
    for (int c = offset; c < offset + width; c++) {
      out[c] *= inverse;
    }
  }

  /** Returns a number in [-1, 1) from the upper 53 bits. */
  private static double signedUnit(long bits) {
    return (bits >>> 11) * 0x1.0p-52 - 1;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

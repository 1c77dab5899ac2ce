package org.saev.internal.model;

import java.util.Arrays;

/** Matrices as other tools lay them out. */
final class Matrices {

  private static final int BLOCK = 32;

  private Matrices() {}

  /** Gives the transposed of a matrix [rows, columns]: [columns, rows]. */
  static float[] turned(float[] matrix, int rows, int columns) {
    float[] turned = new float[matrix.length];
    // By blocks, so that neither side leaves the cache.
    for (int r = 0; r < rows; r += BLOCK) {
      int rowEnd = Math.min(rows, r + BLOCK);
      for (int c = 0; c < columns; c += BLOCK) {
        int columnEnd = Math.min(columns, c + BLOCK);
        for (int row = r; row < rowEnd; row++) {
          for (int column = c; column < columnEnd; column++) {
            turned[column * rows + row] = matrix[row * columns + column];
          }
        }
      }
    }
    return turned;
  }

  /** Gives {@code count} times a number. */
  static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** Multiplies all entries. */
  static void multiply(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor);
    }
  }

  /** Gives whole numbers as floats, which hold them exactly up to 2^24. */
  static float[] floats(long[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return floats;
  }
}

package org.saev.internal.cpu;

/** Checks of sizes and of input, with errors that say what was found. */
final class Sizes {
  /** The longest array that every virtual machine can make. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8L;

  private Sizes() {}

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, but was " + value);
    }
    return value;
  }

  static int elements(String name, long rows, long columns) {
    long elements = rows * columns;
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          name
              + " ["
              + rows
              + ", "
              + columns
              + "] has "
              + elements
              + " elements, but an array"
              + " holds at most "
              + MAX_ELEMENTS
              + ": use fewer rows");
    }
    return (int) elements;
  }

  static void length(String name, float[] array, int rows, int columns) {
    int wanted = elements(name, rows, columns);
    if (array.length < wanted) {
      throw new IllegalArgumentException(
          name
              + " must hold ["
              + rows
              + ", "
              + columns
              + "] = "
              + wanted
              + " floats, but holds "
              + array.length);
    }
  }

  /** Names the first value of a token that is not finite; returns if there is none. */
  static void finite(float[] x, int token, int width) {
    for (int c = 0; c < width; c++) {
      float value = x[token * width + c];
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "activations must be finite, but token " + token + " has " + value + " in column " + c);
      }
    }
  }
}

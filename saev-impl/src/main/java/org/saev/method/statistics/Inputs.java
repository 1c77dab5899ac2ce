package org.saev.method.statistics;

/** Refuses what no figure can be computed from. */
final class Inputs {

  private Inputs() {}

  static void numbers(String name, double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(name + " must hold at least 1 value, but is empty");
    }
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException(
            name + " must hold numbers, but entry " + i + " is NaN; leave such rows out first");
      }
    }
  }

  static void sameLength(String first, int a, String second, int b) {
    if (a != b) {
      throw new IllegalArgumentException(
          first + " has " + a + " entries, but " + second + " has " + b);
    }
  }
}

package org.saev.internal.cpu;

import java.util.Map;

/**
 * Parameters with their moments, each an array of the same length.
 *
 * @param value the parameters
 * @param firstMoment running mean of the gradient
 * @param secondMoment running mean of its square; empty for optimisers without it
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the point: they are updated in place
public record AdamParameter(float[] value, float[] firstMoment, float[] secondMoment) {
  private static final String FIRST = ".exp_avg";
  private static final String SECOND = ".exp_avg_sq";

  /**
   * Checks that all three have one length.
   *
   * @param value as above
   * @param firstMoment as above
   * @param secondMoment as above
   */
  public AdamParameter {
    if (firstMoment.length != value.length
        || (secondMoment.length != value.length && secondMoment.length != 0)) {
      throw new IllegalArgumentException(
          "moments must be as long as their parameters, but are "
              + firstMoment.length
              + " and "
              + secondMoment.length
              + " long for "
              + value.length);
    }
  }

  static AdamParameter zeros(int length) {
    return startingAt(new float[length]);
  }

  /**
   * Takes over parameters whose moments are 0.
   *
   * @param value the parameters
   */
  public static AdamParameter startingAt(float[] value) {
    return startingAt(value, true);
  }

  static AdamParameter startingAt(float[] value, boolean secondMoment) {
    float[] second = new float[secondMoment ? value.length : 0];
    return new AdamParameter(value, new float[value.length], second);
  }

  boolean hasSecondMoment() {
    return secondMoment.length > 0;
  }

  static AdamParameter of(Map<String, float[]> arrays, String name) {
    float[] second = arrays.getOrDefault(name + SECOND, new float[0]);
    return new AdamParameter(get(arrays, name), get(arrays, name + FIRST), second);
  }

  void putInto(Map<String, float[]> arrays, String name) {
    arrays.put(name, value);
    arrays.put(name + FIRST, firstMoment);
    if (hasSecondMoment()) {
      arrays.put(name + SECOND, secondMoment);
    }
  }

  private static float[] get(Map<String, float[]> arrays, String name) {
    float[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "the training state has no '" + name + "', only " + arrays.keySet());
    }
    return array;
  }
}

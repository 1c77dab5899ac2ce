package org.saev.method.statistics;

/**
 * The elbow of a curve: the point that lies furthest from the straight line between its ends, both
 * axes scaled to [0, 1] (the rule of "kneedle", Satopaa et al. 2011).
 */
public final class Elbow {

  private Elbow() {}

  /**
   * Finds the elbow.
   *
   * @param x ascending
   * @param y as many values, none NaN
   * @return its index; 0 for a constant curve and for one that is a straight line
   */
  public static int index(double[] x, double[] y) {
    Inputs.numbers("x", x);
    Inputs.numbers("y", y);
    Inputs.sameLength("x", x.length, "y", y.length);
    for (int i = 1; i < x.length; i++) {
      if (!(x[i] > x[i - 1])) {
        throw new IllegalArgumentException(
            "x must ascend, but entry " + i + " is " + x[i] + " after " + x[i - 1]);
      }
    }
    int last = x.length - 1;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : y) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    int elbow = 0;
    double furthest = 1e-12;
    for (int i = 1; i < last && high > low; i++) {
      double along = (x[i] - x[0]) / (x[last] - x[0]);
      double chord = y[0] + along * (y[last] - y[0]);
      double distance = Math.abs(y[i] - chord) / (high - low);
      if (distance > furthest) {
        furthest = distance;
        elbow = i;
      }
    }
    return elbow;
  }
}

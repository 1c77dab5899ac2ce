package org.saev.method.statistics;

import java.util.Locale;

/**
 * A figure with a confidence interval. Either all three numbers are there, or none is: a figure
 * without an interval can't be made, so it can't be printed.
 *
 * @param estimate the figure, computed on all data; NaN if it is undefined
 * @param low the lower end; NaN with the estimate
 * @param high the upper end; NaN with the estimate
 * @param confidence how often such an interval covers the true figure, in (0, 1)
 */
public record Interval(double estimate, double low, double high, double confidence) {

  /**
   * Checks that the interval is whole.
   *
   * @param estimate as above
   * @param low as above
   * @param high as above
   * @param confidence as above
   */
  public Interval {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must lie in (0, 1), but was " + confidence);
    }
    boolean undefined = Double.isNaN(estimate) && Double.isNaN(low) && Double.isNaN(high);
    if (!undefined && (Double.isNaN(estimate) || !(low <= high))) {
      throw new IllegalArgumentException(
          "a figure needs an interval whose ends ascend, but was "
              + estimate
              + " ["
              + low
              + ", "
              + high
              + "]");
    }
  }

  /**
   * A figure that can't be computed of the data there is.
   *
   * @param confidence as above
   * @return NaN with an interval of NaN
   */
  public static Interval undefined(double confidence) {
    return new Interval(Double.NaN, Double.NaN, Double.NaN, confidence);
  }

  /**
   * Tells whether there is a figure.
   *
   * @return false if it is undefined
   */
  public boolean isDefined() {
    return !Double.isNaN(estimate);
  }

  /**
   * Tells whether a value lies in the interval.
   *
   * @param value such as 0.5 for an AUC, 0 for a difference
   * @return true if it does
   */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /**
   * Returns the figure with its interval, for people.
   *
   * @return such as {@code "0.812 [0.787, 0.835]"}, or {@code "undefined"}
   */
  public String text() {
    return isDefined()
        ? String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", estimate, low, high)
        : "undefined";
  }
}

package org.saev.method.statistics;

import java.util.Locale;

/**
 * A figure with a confidence interval.
 *
 * @param estimate the figure, computed on all data
 * @param low the lower end
 * @param high the upper end
 * @param confidence how often such an interval covers the true figure, in (0, 1)
 */
public record Interval(double estimate, double low, double high, double confidence) {

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
   * @return such as {@code "0.812 [0.787, 0.835]"}
   */
  public String text() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", estimate, low, high);
  }
}

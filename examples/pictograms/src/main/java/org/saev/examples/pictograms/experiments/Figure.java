package org.saev.examples.pictograms.experiments;

import java.util.Locale;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;

/**
 * A figure of a table. There is none without an interval.
 *
 * @param interval the figure with its interval; may be undefined
 * @param pValue of a difference; NaN for other figures
 */
public record Figure(Interval interval, double pValue) {

  /** What is less would be printed as 0, which no p-value is. */
  private static final double LEAST = 0.0005;

  /**
   * A figure.
   *
   * @param interval with its interval
   * @return the figure
   */
  public static Figure of(Interval interval) {
    return new Figure(interval, Double.NaN);
  }

  /**
   * A difference.
   *
   * @param difference with its p-value
   * @return the figure
   */
  public static Figure of(PairedDifference difference) {
    return new Figure(difference.difference(), difference.pValue());
  }

  /**
   * The figure for people.
   *
   * @return such as {@code 0.012 [0.007, 0.020], p 0.002}; a dash where it is undefined
   */
  public String text() {
    if (!interval.isDefined()) {
      return "-";
    }
    if (Double.isNaN(pValue)) {
      return interval.text();
    }
    return pValue < LEAST
        ? interval.text() + ", p < 0.001"
        : String.format(Locale.ROOT, "%s, p %.3f", interval.text(), pValue);
  }
}

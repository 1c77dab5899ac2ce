package org.saev.method.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/** How far two scores agree. */
public final class Correlation {

  private Correlation() {}

  /**
   * Computes Spearman's rank correlation; equal values share their mean rank.
   *
   * @param first at least 2 values, none NaN
   * @param second as many, none NaN
   * @return in [-1, 1]; NaN where one of them is constant
   */
  public static double spearman(double[] first, double[] second) {
    check(first, second);
    return new SpearmansCorrelation().correlation(first, second);
  }

  /**
   * Computes Spearman's rank correlation with an interval.
   *
   * @param first at least 2 values, none NaN
   * @param second as many, none NaN
   * @param bootstrap how the interval is found
   * @return in [-1, 1]
   */
  public static Interval spearman(double[] first, double[] second, Bootstrap bootstrap) {
    check(first, second);
    return bootstrap.of(
        first.length,
        rows -> new SpearmansCorrelation().correlation(pick(first, rows), pick(second, rows)));
  }

  private static double[] pick(double[] values, int[] rows) {
    return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
  }

  private static void check(double[] first, double[] second) {
    Inputs.numbers("first", first);
    Inputs.numbers("second", second);
    Inputs.sameLength("first", first.length, "second", second.length);
    if (first.length < 2) {
      throw new IllegalArgumentException("a correlation needs at least 2 values, but was given 1");
    }
  }
}

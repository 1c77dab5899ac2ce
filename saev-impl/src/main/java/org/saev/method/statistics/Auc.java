package org.saev.method.statistics;

import java.util.Arrays;

/**
 * Area under the receiver operating characteristic: the chance that a random positive row scores
 * higher than a random negative one, ties counting one half (Mann and Whitney 1947).
 */
public final class Auc {

  private Auc() {}

  /**
   * Computes the area.
   *
   * @param scores one a row, none NaN
   * @param positive which rows should score high
   * @return the area; 0.5 for a score that tells nothing, NaN without positives or negatives
   */
  public static double of(double[] scores, boolean[] positive) {
    return statistic(scores, positive).of(allRows(scores.length));
  }

  /**
   * Computes the area with an interval.
   *
   * @param scores one a row, none NaN
   * @param positive which rows should score high
   * @param bootstrap how the interval is found
   * @return the area
   */
  public static Interval of(double[] scores, boolean[] positive, Bootstrap bootstrap) {
    return bootstrap.of(scores.length, statistic(scores, positive));
  }

  /**
   * Computes the chance that a true pair scores higher than a shuffled one, or generally a value of
   * one sample than a value of another. Both samples are drawn anew together, as one data set.
   *
   * @param high scores that should be high, none NaN
   * @param low scores that should be low, none NaN
   * @param bootstrap how the interval is found
   * @return the area
   */
  public static Interval between(double[] high, double[] low, Bootstrap bootstrap) {
    Inputs.numbers("high", high);
    Inputs.numbers("low", low);
    double[] scores = Arrays.copyOf(high, high.length + low.length);
    System.arraycopy(low, 0, scores, high.length, low.length);
    boolean[] positive = new boolean[scores.length];
    Arrays.fill(positive, 0, high.length, true);
    return of(scores, positive, bootstrap);
  }

  /**
   * Compares the areas of two scores of the same rows.
   *
   * @param first one score a row, none NaN
   * @param second another score a row, none NaN
   * @param positive which rows should score high
   * @param bootstrap how the interval is found
   * @return the area of the first less that of the second
   */
  public static PairedDifference compare(
      double[] first, double[] second, boolean[] positive, Bootstrap bootstrap) {
    return bootstrap.compare(first.length, statistic(first, positive), statistic(second, positive));
  }

  /** Sorts once: a resample then only counts positives and negatives at each distinct score. */
  private static RowStatistic statistic(double[] scores, boolean[] positive) {
    Inputs.numbers("scores", scores);
    Inputs.sameLength("scores", scores.length, "positive", positive.length);
    double[] levels = Arrays.stream(scores).map(s -> s + 0.0).sorted().distinct().toArray();
    int[] level =
        Arrays.stream(scores).mapToInt(s -> Arrays.binarySearch(levels, s + 0.0)).toArray();
    return rows -> {
      int[] positives = new int[levels.length];
      int[] negatives = new int[levels.length];
      for (int row : rows) {
        (positive[row] ? positives : negatives)[level[row]]++;
      }
      return area(positives, negatives);
    };
  }

  private static double area(int[] positives, int[] negatives) {
    double wins = 0;
    long positivesSeen = 0;
    long negativesBelow = 0;
    for (int level = 0; level < positives.length; level++) {
      wins += positives[level] * (negativesBelow + negatives[level] / 2.0);
      negativesBelow += negatives[level];
      positivesSeen += positives[level];
    }
    return wins / ((double) positivesSeen * negativesBelow);
  }

  static int[] allRows(int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return rows;
  }
}

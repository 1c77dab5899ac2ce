package org.saev.examples.pictograms.evaluation;

import java.util.Arrays;

/** How well a score tells two groups apart. */
final class Ranking {
  private Ranking() {}

  /**
   * The area under the ROC curve: the chance that a random positive scores above a random negative,
   * ties counted half.
   */
  static double auc(double[] positives, double[] negatives) {
    if (positives.length == 0 || negatives.length == 0) {
      throw new IllegalArgumentException("the AUC needs scores of both groups");
    }
    double[] sorted = negatives.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double positive : positives) {
      wins += (below(sorted, positive, false) + below(sorted, positive, true)) / 2.0;
    }
    return wins / positives.length / negatives.length;
  }

  /** How many values are less than a bound, or not greater than it. */
  private static int below(double[] sorted, double bound, boolean inclusive) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      boolean smaller = inclusive ? sorted[middle] <= bound : sorted[middle] < bound;
      from = smaller ? middle + 1 : from;
      to = smaller ? to : middle;
    }
    return from;
  }
}

package org.saev.method;

import java.util.Arrays;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Elbow;
import org.saev.method.statistics.Interval;
import org.saev.scoring.Scores;

/**
 * A score against its rank, best first: what a data filter cuts. Where the curve has an elbow, the
 * examples beyond it are of another kind than those before. Immutable.
 */
public final class RankCurve {

  private final double[] best;

  private RankCurve(double[] best) {
    this.best = best;
  }

  /**
   * Sorts a column of scores.
   *
   * @param scores the table
   * @param name the column
   * @return the curve over the examples that can be scored
   */
  public static RankCurve of(Scores scores, String name) {
    double[] scored =
        Arrays.stream(scores.column(name)).filter(score -> !Double.isNaN(score)).toArray();
    if (scored.length == 0) {
      throw new IllegalArgumentException("no example has a score '" + name + "'");
    }
    return new RankCurve(descending(scored));
  }

  private static double[] descending(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length / 2; i++) {
      double swap = sorted[i];
      sorted[i] = sorted[sorted.length - 1 - i];
      sorted[sorted.length - 1 - i] = swap;
    }
    return sorted;
  }

  /**
   * Returns the scores.
   *
   * @return highest first; a copy
   */
  public double[] scores() {
    return best.clone();
  }

  /**
   * Returns the share of examples up to the elbow: the point of the curve furthest from the line
   * between its ends (see {@link Elbow}).
   *
   * @param bootstrap how the interval is found
   * @return in (0, 1]; undefined for fewer than 3 examples
   */
  public Interval elbow(Bootstrap bootstrap) {
    return bootstrap.of(
        best.length,
        rows -> elbow(descending(Arrays.stream(rows).mapToDouble(row -> best[row]).toArray())));
  }

  private static double elbow(double[] scores) {
    if (scores.length < 3) {
      return Double.NaN;
    }
    double[] ranks = new double[scores.length];
    Arrays.setAll(ranks, rank -> rank);
    return (Elbow.index(ranks, scores) + 1.0) / scores.length;
  }

  @Override
  public String toString() {
    return "RankCurve["
        + best.length
        + " scores, "
        + best[0]
        + " to "
        + best[best.length - 1]
        + "]";
  }
}

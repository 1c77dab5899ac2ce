package org.saev.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Keeps the examples of highest score: the data filter of the SAE-V paper (arXiv 2502.17514).
 * Immutable.
 */
public final class DataFilter {

  private final double share;
  private final double threshold;
  private final UnscoredPolicy unscored;

  private DataFilter(double share, double threshold, UnscoredPolicy unscored) {
    this.share = share;
    this.threshold = threshold;
    this.unscored = unscored;
  }

  /**
   * Keeps a share of the examples that can be scored: {@code round(share · count)}. Of equal
   * scores, the one earlier in the source is kept first.
   *
   * @param share above 0, at most 1
   * @return the filter
   */
  public static DataFilter top(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must lie in (0, 1], but was " + share);
    }
    return new DataFilter(share, Double.NEGATIVE_INFINITY, UnscoredPolicy.REFUSE);
  }

  /**
   * Keeps the examples whose score is at least a threshold.
   *
   * @param lowest the lowest score that is kept
   * @return the filter
   */
  public static DataFilter atLeast(double lowest) {
    if (Double.isNaN(lowest)) {
      throw new IllegalArgumentException("the threshold must be a number, but was NaN");
    }
    return new DataFilter(1, lowest, UnscoredPolicy.REFUSE);
  }

  /**
   * Sets what is done with examples that can't be scored; default refuse.
   *
   * @param policy the policy
   * @return a changed copy
   */
  public DataFilter unscored(UnscoredPolicy policy) {
    return new DataFilter(share, threshold, Objects.requireNonNull(policy, "policy"));
  }

  /**
   * Chooses.
   *
   * @param scores the table
   * @param name the column that decides
   * @return what was kept and dropped
   * @throws IllegalArgumentException if examples can't be scored and the policy is to refuse, or
   *     two examples have one id
   */
  public Selection apply(Scores scores, String name) {
    requireUniqueIds(scores);
    double[] column = scores.column(name);
    int missing = scores.unscored(name);
    if (missing > 0 && unscored == UnscoredPolicy.REFUSE) {
      throw new IllegalArgumentException(
          missing
              + " of "
              + column.length
              + " examples have no score '"
              + name
              + "'; choose unscored(KEEP) or unscored(DROP)");
    }
    int[] best =
        IntStream.range(0, column.length)
            .filter(row -> !Double.isNaN(column[row]))
            .boxed()
            // 0 - x, for -x would put 0.0 before -0.0, which are equal scores.
            .sorted(Comparator.comparingDouble((Integer row) -> 0 - column[row]))
            .limit(Math.round(share * (column.length - missing)))
            .filter(row -> column[row] >= threshold)
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] keep = new boolean[column.length];
    Arrays.stream(best).forEach(row -> keep[row] = true);
    double lowest = best.length == 0 ? Double.NaN : column[best[best.length - 1]];
    return split(scores, column, keep, lowest);
  }

  private static void requireUniqueIds(Scores scores) {
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < scores.size(); row++) {
      if (!seen.add(scores.id(row))) {
        throw new IllegalArgumentException(
            "two examples have the id '"
                + scores.id(row)
                + "', so what is kept can't be told by it; ids must be unique in a source");
      }
    }
  }

  private Selection split(Scores scores, double[] column, boolean[] keep, double lowest) {
    List<String> kept = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int row = 0; row < column.length; row++) {
      boolean isMissing = Double.isNaN(column[row]);
      if (isMissing) {
        missing.add(scores.id(row));
      }
      boolean isKept = keep[row] || (isMissing && unscored == UnscoredPolicy.KEEP);
      (isKept ? kept : dropped).add(scores.id(row));
    }
    return new Selection(kept, dropped, missing, lowest);
  }
}

package org.saev.scoring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Keeps the examples of highest score: the data filter of the SAE-V paper (arXiv 2502.17514).
 * Immutable.
 */
public final class DataFilter {

  /** The part of the examples, best first, that is chosen: from this share... */
  private final double from;

  /** ...up to this share. */
  private final double to;

  private final double threshold;
  private final UnscoredPolicy unscored;
  private final Function<String, String> stratum;

  private DataFilter(
      double from,
      double to,
      double threshold,
      UnscoredPolicy unscored,
      Function<String, String> stratum) {
    this.from = from;
    this.to = to;
    this.threshold = threshold;
    this.unscored = unscored;
    this.stratum = stratum;
  }

  private static DataFilter between(double from, double to, double threshold) {
    return new DataFilter(from, to, threshold, UnscoredPolicy.REFUSE, null);
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
    return between(0, share, Double.NEGATIVE_INFINITY);
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
    return between(0, 1, lowest);
  }

  /**
   * Keeps the examples between two quantiles of the score, as to leave out both the worst and the
   * suspiciously good. With the best first, those from place {@code round((1 - high) · count)} up
   * to {@code round((1 - low) · count)} are kept; {@code quantiles(1 - x, 1)} is {@code top(x)}.
   *
   * @param low at least 0
   * @param high above {@code low}, at most 1
   * @return the filter
   */
  public static DataFilter quantiles(double low, double high) {
    if (!(low >= 0 && low < high && high <= 1)) {
      throw new IllegalArgumentException(
          "quantiles must ascend within [0, 1], but were " + low + " and " + high);
    }
    return between(1 - high, 1 - low, Double.NEGATIVE_INFINITY);
  }

  /**
   * Sets what is done with examples that can't be scored; default refuse.
   *
   * @param policy the policy
   * @return a changed copy
   */
  public DataFilter unscored(UnscoredPolicy policy) {
    return new DataFilter(from, to, threshold, Objects.requireNonNull(policy, "policy"), stratum);
  }

  /**
   * Filters each class of examples by itself, so that shares and quantiles hold within each class
   * and none is emptied: where a class would lose all, the example that comes nearest to being kept
   * is.
   *
   * @param classOfId the class of an example, from its id
   * @return a changed copy
   */
  public DataFilter stratified(Function<String, String> classOfId) {
    return new DataFilter(
        from, to, threshold, unscored, Objects.requireNonNull(classOfId, "classOfId"));
  }

  /**
   * Chooses.
   *
   * @param scores the table
   * @param name the column that decides
   * @return what was kept and dropped
   * @throws IllegalArgumentException if examples can't be scored and the policy is to refuse, if
   *     two examples have one id, or if none of a class can be scored and they are to be dropped
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
    boolean[] keep = new boolean[column.length];
    strata(scores)
        .forEach(
            (key, rows) -> {
              int[] best = bestFirst(rows, column);
              if (best.length == 0 && stratum != null && unscored == UnscoredPolicy.DROP) {
                throw new IllegalArgumentException(
                    "no example of class '"
                        + key
                        + "' has a score '"
                        + name
                        + "', so the class would be emptied; choose unscored(KEEP)");
              }
              choose(best, column, keep);
            });
    double lowest =
        IntStream.range(0, keep.length)
            .filter(row -> keep[row])
            .mapToDouble(row -> column[row])
            .min()
            .orElse(Double.NaN);
    return split(scores, column, keep, lowest);
  }

  /** The rows of each class; all in one where no classes are given. */
  private Map<String, List<Integer>> strata(Scores scores) {
    return IntStream.range(0, scores.size())
        .boxed()
        .collect(
            Collectors.groupingBy(
                row -> stratum == null ? "" : stratumOf(scores.id(row)),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private String stratumOf(String id) {
    return Objects.requireNonNull(
        stratum.apply(id), () -> "example '" + id + "' must have a class, but its class is null");
  }

  private static int[] bestFirst(List<Integer> rows, double[] column) {
    return rows.stream()
        .filter(row -> !Double.isNaN(column[row]))
        // 0 - x, for -x would put 0.0 before -0.0, which are equal scores.
        .sorted(Comparator.comparingDouble((Integer row) -> 0 - column[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void choose(int[] best, double[] column, boolean[] keep) {
    int first = (int) Math.round(from * best.length);
    int end = (int) Math.round(to * best.length);
    boolean any = false;
    for (int place = first; place < end && column[best[place]] >= threshold; place++) {
      keep[best[place]] = true;
      any = true;
    }
    if (!any && stratum != null && best.length > 0) {
      keep[best[Math.min(first, best.length - 1)]] = true;
    }
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

package org.saev.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.saev.internal.TokenHash;
import org.saev.method.statistics.Interval;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

/**
 * Helps to choose how much of a data set a filter should keep: for each of some shares, the filter
 * is applied to a small subset and the outcome is tried, such as by training on it. The authors of
 * SAE-V chose the share on 1/20 of their data [review]. Immutable.
 *
 * <pre>{@code
 * ShareCurve curve = ShareSweep.of(0.2, 0.4, 0.6, 0.8, 1).subset(0.05, 7)
 *     .run(scores, "cosine", selection -> accuracyAfterTrainingOn(selection.kept()));
 * DataFilter filter = DataFilter.top(curve.best().share());
 * }</pre>
 */
public final class ShareSweep {

  private final double[] shares;
  private final double subset;
  private final long seed;
  private final DoubleFunction<DataFilter> filter;

  private ShareSweep(double[] shares, double subset, long seed, DoubleFunction<DataFilter> filter) {
    this.shares = shares;
    this.subset = subset;
    this.seed = seed;
    this.filter = filter;
  }

  /**
   * A sweep over the top shares of the whole data set.
   *
   * @param shares at least one, each above 0 and at most 1, ascending
   * @return the sweep
   */
  public static ShareSweep of(double... shares) {
    if (shares.length == 0) {
      throw new IllegalArgumentException("give at least one share");
    }
    double last = 0;
    for (double share : shares) {
      if (!(share > last && share <= 1)) {
        throw new IllegalArgumentException(
            "shares must ascend within (0, 1], but " + share + " follows " + last);
      }
      last = share;
    }
    return new ShareSweep(shares.clone(), 1, 0, DataFilter::top);
  }

  /**
   * Sets how much of the data is tried; default all.
   *
   * @param share in (0, 1]; the authors used 0.05
   * @param seed chooses the examples by their ids, whatever their order
   * @return a changed copy
   */
  public ShareSweep subset(double share, long seed) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("subset must lie in (0, 1], but was " + share);
    }
    return new ShareSweep(shares, share, seed, filter);
  }

  /**
   * Sets the filter; default {@link DataFilter#top}.
   *
   * @param value from a share to a filter, such as {@code share ->
   *     DataFilter.top(share).stratified(...)}
   * @return a changed copy
   */
  public ShareSweep filter(DoubleFunction<DataFilter> value) {
    return new ShareSweep(shares, subset, seed, Objects.requireNonNull(value, "filter"));
  }

  /**
   * Tries every share, smallest first.
   *
   * @param scores of all examples
   * @param name the column that decides
   * @param trial what comes of a selection, higher is better; always with an interval
   * @return the curve
   */
  public ShareCurve run(Scores scores, String name, Function<Selection, Interval> trial) {
    Scores some = subset(scores, name);
    List<ShareCurve.Point> points = new ArrayList<>();
    for (double share : shares) {
      Selection selection = filter.apply(share).apply(some, name);
      if (selection.kept().isEmpty()) {
        throw new IllegalArgumentException(
            "share " + share + " of " + some.size() + " examples keeps none; enlarge the subset");
      }
      points.add(new ShareCurve.Point(share, selection.kept().size(), trial.apply(selection)));
    }
    return new ShareCurve(points);
  }

  /** The examples of lowest seeded hash, in the order of the source. */
  private Scores subset(Scores scores, String name) {
    double[] column = scores.column(name);
    int[] rows =
        IntStream.range(0, column.length)
            .boxed()
            .sorted(
                Comparator.comparingLong(
                    row -> TokenHash.seeded(TokenHash.ofExample(scores.id(row)), seed)))
            .limit(Math.round(subset * column.length))
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put(name, IntStream.of(rows).mapToDouble(row -> column[row]).toArray());
    return Scores.of(IntStream.of(rows).mapToObj(scores::id).toList(), columns);
  }
}

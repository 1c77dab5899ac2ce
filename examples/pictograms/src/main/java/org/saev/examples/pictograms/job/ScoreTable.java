package org.saev.examples.pictograms.job;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;
import org.saev.method.statistics.PurityCurve;
import org.saev.scoring.Scores;

/** How well each score tells true captions from false ones. */
public final class ScoreTable {

  /** The shares of the data that are kept. */
  static final double[] SHARES = {0.2, 0.4, 0.6, 0.8};

  private ScoreTable() {}

  /**
   * One score.
   *
   * @param name its name
   * @param unscored pairs that it can't score, which are left out
   * @param auc the chance that a true pair scores higher than one with a false caption
   * @param shuffled the chance that a true pair scores higher than a {@linkplain ShuffledPairs
   *     shuffled} one; NaN for a score that can't be computed of those
   * @param purity the share of true captions among what is kept, at 20, 40, 60 and 80 %
   */
  public record Row(
      String name, int unscored, Interval auc, Interval shuffled, List<PurityCurve.Point> purity) {}

  /**
   * The difference between two scores.
   *
   * @param first the name of a score
   * @param second the name of another
   * @param auc the AUC of the first less that of the second, on the same resamples
   */
  public record Comparison(String first, String second, PairedDifference auc) {}

  /**
   * Judges all scores.
   *
   * @param scores one row a pair
   * @param pairs in the order of the scores
   * @param shuffled the same scores of shuffled pairs
   * @return a row a score, in the order of the columns
   */
  static List<Row> of(Scores scores, List<Pair> pairs, Scores shuffled) {
    return scores.names().stream()
        .map(name -> row(name, scores.column(name), pairs, shuffled.column(name)))
        .toList();
  }

  /**
   * Compares two scores that all pairs have.
   *
   * @param scores one row a pair
   * @param pairs in the order of the scores
   * @param first the name of a score
   * @param second the name of another
   * @return how far their AUCs differ
   */
  static Comparison compare(Scores scores, List<Pair> pairs, String first, String second) {
    return new Comparison(
        first,
        second,
        Auc.compare(
            scores.column(first), scores.column(second), Pairs.truth(pairs), Bootstrap.DEFAULT));
  }

  private static Row row(String name, double[] column, List<Pair> pairs, double[] shuffled) {
    int[] scored =
        IntStream.range(0, column.length).filter(i -> !Double.isNaN(column[i])).toArray();
    double[] values = pick(column, scored);
    boolean[] matched = Pairs.truth(IntStream.of(scored).mapToObj(pairs::get).toList());
    int[] trueRows = IntStream.of(scored).filter(i -> pairs.get(i).matched()).toArray();
    double[] control = Arrays.stream(shuffled).filter(s -> !Double.isNaN(s)).toArray();
    return new Row(
        name,
        column.length - scored.length,
        Auc.of(values, matched, Bootstrap.DEFAULT),
        above(pick(column, trueRows), control),
        PurityCurve.of(values, matched, Bootstrap.DEFAULT, SHARES));
  }

  /** The AUC of high against low values. */
  private static Interval above(double[] high, double[] low) {
    if (high.length == 0 || low.length == 0) {
      return new Interval(Double.NaN, Double.NaN, Double.NaN, Bootstrap.DEFAULT.confidence());
    }
    double[] all = DoubleStream.concat(Arrays.stream(high), Arrays.stream(low)).toArray();
    boolean[] isHigh = new boolean[all.length];
    Arrays.fill(isHigh, 0, high.length, true);
    return Auc.of(all, isHigh, Bootstrap.DEFAULT);
  }

  private static double[] pick(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> values[row]).toArray();
  }
}

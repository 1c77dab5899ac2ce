package org.saev.examples.pictograms.job;

import java.util.List;
import java.util.stream.IntStream;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
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
   * @param auc the chance that a true caption scores higher than a false one
   * @param purity the share of true captions among what is kept, at 20, 40, 60 and 80 %
   */
  public record Row(String name, int unscored, Interval auc, List<PurityCurve.Point> purity) {}

  /**
   * Judges all scores.
   *
   * @param scores one row a pair
   * @param pairs in the order of the scores
   * @return a row a score, in the order of the columns
   */
  public static List<Row> of(Scores scores, List<Pair> pairs) {
    return scores.names().stream().map(name -> row(scores, name, pairs)).toList();
  }

  private static Row row(Scores scores, String name, List<Pair> pairs) {
    double[] column = scores.column(name);
    int[] scored =
        IntStream.range(0, column.length).filter(i -> !Double.isNaN(column[i])).toArray();
    double[] values = IntStream.of(scored).mapToDouble(i -> column[i]).toArray();
    boolean[] matched = new boolean[scored.length];
    for (int i = 0; i < scored.length; i++) {
      matched[i] = pairs.get(scored[i]).matched();
    }
    return new Row(
        name,
        column.length - scored.length,
        Auc.of(values, matched, Bootstrap.DEFAULT),
        PurityCurve.of(values, matched, Bootstrap.DEFAULT, SHARES));
  }
}

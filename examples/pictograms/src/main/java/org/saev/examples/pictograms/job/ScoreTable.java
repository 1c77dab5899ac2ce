package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.List;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

/** How well each score tells true captions from swapped ones. */
final class ScoreTable {

  /** The shares of the data that are kept. */
  static final double[] SHARES = {0.2, 0.4, 0.6, 0.8};

  private ScoreTable() {}

  /**
   * One score.
   *
   * @param name its name
   * @param auc the probability that a true pair scores higher than a swapped one
   * @param purity the share of true captions in what is kept, by share
   */
  record Row(String name, Interval auc, List<Interval> purity) {}

  /**
   * Judges all scores.
   *
   * @param pairs in the order of the scores
   */
  static List<Row> of(Scores scores, List<Pair> pairs) {
    boolean[] matched = new boolean[pairs.size()];
    for (int i = 0; i < matched.length; i++) {
      matched[i] = pairs.get(i).matched();
    }
    return scores.names().stream().map(name -> row(scores, name, pairs, matched)).toList();
  }

  private static Row row(Scores scores, String name, List<Pair> pairs, boolean[] matched) {
    List<Interval> purity = new ArrayList<>();
    for (double share : SHARES) {
      purity.add(purity(DataFilter.top(share).apply(scores, name), pairs));
    }
    return new Row(name, Auc.of(scores.column(name), matched, Bootstrap.DEFAULT), purity);
  }

  private static Interval purity(Selection selection, List<Pair> pairs) {
    java.util.Set<String> kept = new java.util.HashSet<>(selection.kept());
    double[] isMatched =
        pairs.stream()
            .filter(pair -> kept.contains(pair.id()))
            .mapToDouble(pair -> pair.matched() ? 1 : 0)
            .toArray();
    return Bootstrap.DEFAULT.mean(isMatched);
  }
}

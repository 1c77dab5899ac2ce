package org.saev.examples.pictograms.experiments.filtering;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.saev.scoring.DataFilter;

/**
 * How pairs are chosen to train on: the best share by a score.
 *
 * @param score name of the score
 * @param share of the pairs that is kept
 * @param within the classes of which the same share is kept each; none takes the best of all pairs
 */
record Choice(String score, double share, Optional<PairClass> within) {

  /** The best of all pairs. */
  static Choice ofAll(String score, double share) {
    return new Choice(score, share, Optional.empty());
  }

  /** The pairs chosen. */
  List<String> kept(NoisyPairs noisy) {
    DataFilter top = DataFilter.top(share);
    DataFilter filter = within.map(by -> top.stratified(id -> noisy.classOf(id, by))).orElse(top);
    return filter.apply(noisy.scores(), score).kept();
  }

  /** What is chosen, in words. Every score chooses the same at share 1. */
  String name() {
    return share == 1 ? "all pairs" : "the best %s by %s".formatted(percent(share), row());
  }

  /** How it is chosen, whatever the share. */
  String row() {
    return score + within.map(by -> ", within " + by.label()).orElse("");
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}

package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.saev.Saev;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.training.UpperLayers;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.Scores;
import org.saev.store.ActivationStore;

/**
 * A training set of which two captions in five are false, with every score that may filter it.
 *
 * <p>No score knows which captions are true but {@link #TRUTH}: SAE-V is trained on the activations
 * of the noisy set itself, and its cross-modal weights are fitted on it.
 */
final class NoisyPairs {

  /** Keeps true captions only, as long as there are any: what a perfect filter would do. */
  static final String TRUTH = "the truth";

  /** Of two true or two false captions, chance decides. */
  private static final double TIE = 0.5;

  private final ActivationStore store;
  private final List<Pair> pairs;
  private final Scores scores;
  private final Map<String, Integer> rows = new LinkedHashMap<>();

  private NoisyPairs(ActivationStore store, List<Pair> pairs, Scores scores) {
    this.store = store;
    this.pairs = pairs;
    this.scores = scores;
    for (int row = 0; row < pairs.size(); row++) {
      rows.put(pairs.get(row).id(), row);
    }
  }

  /**
   * Makes the set, or finds what was made of it before.
   *
   * @param count pairs in it
   * @param seed of its scenes
   */
  static NoisyPairs of(Workplace workplace, int count, long seed) throws IOException {
    List<Pair> pairs = Pairs.noisy(count, seed, workplace.renderer());
    List<Object> madeWith = List.of("noisy", count, seed);
    ActivationStore store = workplace.store("noisy-pairs", madeWith, () -> pairs);
    Path folder =
        workplace.folder(
            "noisy-pairs-sae-v",
            madeWith,
            part -> {
              try (SparseAutoencoder trained =
                  Autoencoders.saeV(workplace.settings(), store, workplace.progress())) {
                trained.save(part.resolve("sae-v"));
              }
            });
    double[][] columns =
        workplace.cached(
            "noisy-pairs-scores",
            List.of(madeWith, names()),
            double[][].class,
            () -> {
              try (SparseAutoencoder saeV = Saev.load(folder.resolve("sae-v"))) {
                return score(store, pairs, saeV, workplace.settings().bound());
              }
            });
    Map<String, double[]> named = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i++) {
      named.put(names().get(i), columns[i]);
    }
    return new NoisyPairs(store, pairs, Scores.of(pairs.stream().map(Pair::id).toList(), named));
  }

  /** All scores, in the order of the tables. */
  static List<String> names() {
    return List.of(
        ScoreSuite.RANDOM,
        ScoreSuite.POOLED,
        ScoreSuite.RAW,
        ScoreSuite.PUBLISHED,
        ScoreSuite.UNWEIGHTED,
        ScoreSuite.CHOSEN,
        ScoreSuite.IFD,
        TRUTH);
  }

  private static double[][] score(
      ActivationStore store, List<Pair> pairs, SparseAutoencoder saeV, double bound) {
    CrossModalWeights weights = Saev.encode(store, saeV).fit(CrossModalFit.rankPaired());
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>(ScoreSuite.baselines());
    scorers.putAll(ScoreSuite.compared(weights, bound));
    Scores found = Saev.encode(store, saeV).score(scorers);
    double[] chance = found.column(ScoreSuite.RANDOM);
    double[] truth =
        IntStream.range(0, chance.length)
            .mapToDouble(row -> (pairs.get(row).matched() ? 1 : 0) + TIE * chance[row])
            .toArray();
    return names().stream()
        .map(name -> name.equals(TRUTH) ? truth : found.column(name))
        .toArray(double[][]::new);
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** The class of a pair, as {@link org.saev.scoring.DataFilter#stratified} asks for it. */
  String classOf(String id, PairClass by) {
    return Integer.toString(by.size(pair(id)));
  }

  Pair pair(String id) {
    return pairs.get(rows.get(id));
  }

  Scores scores() {
    return scores;
  }

  /** What the upper layers can be trained on, in the order of the set. */
  List<UpperLayers.Pair> training(Set<String> kept) {
    List<UpperLayers.Pair> chosen = new ArrayList<>(kept.size());
    for (Pair pair : pairs) {
      if (kept.contains(pair.id())) {
        FloatBuffer activations = store.example(rows.get(pair.id())).activations();
        float[] residual = new float[activations.remaining()];
        activations.get(residual);
        chosen.add(new UpperLayers.Pair(pair.example(), residual));
      }
    }
    return chosen;
  }
}

package org.saev.examples.pictograms.experiments.masking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.saev.activations.Example;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.method.ScoreOptions;
import org.saev.method.TokenScorer;
import org.saev.method.TokenScorers;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;
import org.saev.store.ActivationStore;

/** The scores of tokens that choose what is kept, by the names that they have in tables. */
final class TokenChoices {

  static final String COSINE = "SAE-V cosine";
  static final String SHARED = "SAE-V co-occurring L0";
  static final String L1 = "SAE-V L1";
  static final String L0 = "SAE-V L0";

  /** The cosine with all weights 1: shows what the weights add. */
  static final String ABOVE = "SAE-V latents above 1";

  static final String RAW = "raw cosine";
  static final String RANDOM = "random";

  private static final long RANDOM_SEED = 1;

  private TokenChoices() {}

  private static Map<String, TokenScorer> scorers(Workplace workplace) throws IOException {
    Map<String, TokenScorer> scorers = new LinkedHashMap<>();
    scorers.put(COSINE, TokenScorers.cosine(workplace.saeVWeights()));
    scorers.put(SHARED, TokenScorers.coOccurringL0());
    scorers.put(L1, TokenScorers.l1());
    scorers.put(L0, TokenScorers.l0());
    scorers.put(ABOVE, TokenChoices::above);
    scorers.put(RAW, TokenScorers.rawCosineMax());
    scorers.put(RANDOM, TokenScorers.random(RANDOM_SEED));
    return scorers;
  }

  /** How many latents are active on each token, by the bound that the other scores have. */
  private static double[] above(EncodedExample example) {
    SparseCodes codes = example.codes();
    double[] counts = new double[codes.tokens()];
    for (int token = 0; token < counts.length; token++) {
      for (int rank = 0; rank < codes.count(token); rank++) {
        counts[token] += codes.value(token, rank) > ScoreOptions.DEFAULT.bound() ? 1 : 0;
      }
    }
    return counts;
  }

  /**
   * Scores the tokens of the first examples of a store.
   *
   * @return by score, an array an example with one value a token
   */
  static Map<String, List<double[]>> of(Workplace workplace, ActivationStore store, int count)
      throws IOException {
    Map<String, TokenScorer> scorers = scorers(workplace);
    SparseAutoencoder sae = workplace.autoencoders().saeV();
    Map<String, List<double[]>> scores = new LinkedHashMap<>();
    scorers.keySet().forEach(name -> scores.put(name, new ArrayList<>(count)));
    workplace.progress().begin("scoring tokens", "pairs");
    try (Stream<Example> examples = store.examples()) {
      Iterator<Example> rest = examples.limit(count).iterator();
      while (rest.hasNext()) {
        Example example = rest.next();
        EncodedExample encoded = new EncodedExample(example, sae.encode(example));
        scorers.forEach((name, scorer) -> scores.get(name).add(scorer.scores(encoded)));
      }
    }
    workplace.progress().end(count + " pairs by " + scorers.size() + " scores");
    return scores;
  }
}

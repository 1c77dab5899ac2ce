package org.saev.internal.training;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.training.ModalityMix;
import org.saev.training.TokenSelection;
import org.saev.training.TrainingConfig;

/** Counts the tokens to train on, in one pass that looks at no activations. */
record TokenCensus(Map<Modality, Long> counts) {

  static TokenCensus of(ActivationSource source, TokenSelection selection) {
    EnumMap<Modality, Long> counts = new EnumMap<>(Modality.class);
    try (Stream<Example> examples = source.examples()) {
      examples.forEach(example -> count(example.tokens(), selection, counts));
    }
    return new TokenCensus(counts);
  }

  /** The modalities that have tokens, in the order of their declaration. */
  List<Modality> present() {
    return Arrays.stream(Modality.values()).filter(counts::containsKey).toList();
  }

  /** Whole batches in the passes of a configuration. */
  int steps(TrainingConfig config) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    // Balanced, a pass is one over the modality that has the most tokens.
    long inPass =
        config.mix() == ModalityMix.AS_IS
            ? all
            : counts.values().stream().mapToLong(Long::longValue).max().orElse(0) * counts.size();
    long steps = inPass * config.passes() / config.batchTokens();
    if (steps < 1 || steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          config.passes()
              + " passes over "
              + inPass
              + " tokens make "
              + steps
              + " batches of "
              + config.batchTokens()
              + "; use more data, more passes or smaller batches");
    }
    return (int) steps;
  }

  private static void count(
      TokenSequence tokens, TokenSelection selection, Map<Modality, Long> counts) {
    for (int token = 0; token < tokens.size(); token++) {
      if (selection.includes(tokens, token)) {
        counts.merge(tokens.modality(token), 1L, Long::sum);
      }
    }
  }
}

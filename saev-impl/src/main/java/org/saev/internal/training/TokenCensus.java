package org.saev.internal.training;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.training.ModalityMix;
import org.saev.training.TokenSelection;
import org.saev.training.TrainingConfig;

/** Counts the tokens to train on, in one pass that looks at no activations. */
record TokenCensus(Map<Modality, Long> counts) {

  /** Nothing is counted where nothing depends on it: a pass over a running model takes long. */
  static TokenCensus neededBy(
      TrainingConfig config, ActivationSource source, Cancellation cancellation) {
    boolean needed = config.steps().isEmpty() || config.mix() != ModalityMix.AS_IS;
    return needed ? of(source, config.tokens(), cancellation) : new TokenCensus(Map.of());
  }

  static TokenCensus of(
      ActivationSource source, TokenSelection selection, Cancellation cancellation) {
    EnumMap<Modality, Long> counts = new EnumMap<>(Modality.class);
    try (Stream<Example> stream = source.examples()) {
      for (Iterator<Example> examples = stream.iterator(); examples.hasNext(); ) {
        if (cancellation.isCancelled()) {
          throw new CancelledException("training was stopped while tokens were counted", null);
        }
        count(examples.next().tokens(), selection, counts);
      }
    }
    if (counts.isEmpty()) {
      throw new IllegalArgumentException(
          "the source has no tokens to train on: none is of modalities "
              + selection.modalities()
              + " and roles "
              + selection.roles());
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

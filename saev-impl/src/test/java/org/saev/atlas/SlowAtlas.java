package org.saev.atlas;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.internal.TokenHash;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;

/** The same as {@link LatentAtlas}, by lists of everything. */
final class SlowAtlas {

  record Firing(Example example, int token, int latent, float activation) {
    boolean isIn(Modality modality) {
      return example.tokens().isOrdinary(token, modality);
    }

    long exampleHash() {
      return TokenHash.ofExample(example.id());
    }

    long tokenHash() {
      return TokenHash.of(exampleHash(), token);
    }
  }

  private final List<Firing> firings = new ArrayList<>();
  private final List<Example> examples;

  SlowAtlas(List<Example> examples, SparseAutoencoder sae) {
    this.examples = examples;
    for (Example example : examples) {
      SparseCodes codes = sae.encode(example);
      for (int token = 0; token < codes.tokens(); token++) {
        for (int rank = 0; rank < codes.count(token); rank++) {
          firings.add(
              new Firing(example, token, codes.latent(token, rank), codes.value(token, rank)));
        }
      }
    }
  }

  List<Firing> firings(int latent, Modality modality) {
    return firings.stream()
        .filter(f -> f.latent == latent && f.isIn(modality) && f.activation > 0)
        .sorted(
            Comparator.comparingDouble((Firing f) -> -f.activation)
                .thenComparingLong(Firing::tokenHash))
        .toList();
  }

  /** The strongest firing on each example, strongest first. */
  List<Firing> topExamples(int latent, Modality modality, int most) {
    Set<String> seen = new HashSet<>();
    return firings(latent, modality).stream()
        .filter(f -> seen.add(f.example.id()))
        .sorted(
            Comparator.comparingDouble((Firing f) -> -f.activation)
                .thenComparingLong(Firing::exampleHash))
        .limit(most)
        .toList();
  }

  /** What fires on an example's ordinary text and image tokens, in the order of tokens. */
  List<Firing> trace(int latent, String id) {
    return firings.stream()
        .filter(f -> f.latent == latent && f.example.id().equals(id) && f.activation > 0)
        .filter(f -> f.isIn(Modality.TEXT) || f.isIn(Modality.IMAGE))
        .sorted(Comparator.comparingInt(Firing::token))
        .toList();
  }

  List<Firing> onToken(Firing where) {
    return firings.stream()
        .filter(f -> f.example == where.example && f.token == where.token && f.activation > 0)
        .toList();
  }

  long tokens(Modality modality) {
    return examples.stream().mapToLong(e -> e.tokens().count(modality)).sum();
  }

  static float[] vector(Firing firing) {
    float[] vector = new float[firing.example.width()];
    firing.example.activations().get(firing.token * vector.length, vector);
    return vector;
  }
}

package org.saev.report;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.saev.activations.Modality;
import org.saev.atlas.LatentAtlas;
import org.saev.atlas.TokenPlace;

/** Says in a few words what a latent stands for. */
@FunctionalInterface
public interface LatentLabeller {

  /**
   * Labels one latent.
   *
   * @param atlas what all latents fire on
   * @param latent which latent
   * @return the label, or empty if nothing can be said
   */
  Optional<String> label(LatentAtlas atlas, int latent);

  /**
   * Labels from a table, such as one that a person has made.
   *
   * @param labels by latent
   * @return the labeller
   */
  static LatentLabeller of(Map<Integer, String> labels) {
    Map<Integer, String> copy = Map.copyOf(labels);
    return (atlas, latent) -> Optional.ofNullable(copy.get(latent));
  }

  /**
   * Labels a latent with the word that at least three fifths of its strongest text tokens are.
   *
   * @return the labeller
   */
  static LatentLabeller commonWord() {
    return (atlas, latent) -> {
      List<TokenPlace> tokens = atlas.topTokens(latent, Modality.TEXT);
      Map<String, Integer> counts = new HashMap<>();
      for (TokenPlace place : tokens) {
        place
            .example()
            .tokens()
            .text(place.token())
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .filter(text -> !text.isEmpty())
            .ifPresent(text -> counts.merge(text, 1, Integer::sum));
      }
      return counts.entrySet().stream()
          .filter(e -> e.getValue() > 1 && e.getValue() >= 0.6 * tokens.size())
          .map(Map.Entry::getKey)
          .findFirst();
    };
  }

  /**
   * Asks another labeller where this one has nothing to say.
   *
   * @param other asked second
   * @return the labeller
   */
  default LatentLabeller orElse(LatentLabeller other) {
    Objects.requireNonNull(other, "other");
    return (atlas, latent) -> label(atlas, latent).or(() -> other.label(atlas, latent));
  }
}

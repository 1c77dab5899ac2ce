package org.saev.evaluation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.saev.activations.Modality;

/** How well an autoencoder reconstructs a source: ordinary tokens, over all and by modality. */
public final class Evaluation {

  private final Reconstruction all;
  private final Map<Modality, Reconstruction> byModality;
  private final int latents;
  private final Map<Modality, long[]> firings;

  /**
   * Wraps figures.
   *
   * @param all over all ordinary tokens
   * @param byModality over the ordinary tokens of each modality that the source has
   * @param latents number of latents
   * @param firings of the same modalities: [latents], tokens that each latent fired on; copied
   */
  public Evaluation(
      Reconstruction all,
      Map<Modality, Reconstruction> byModality,
      int latents,
      Map<Modality, long[]> firings) {
    this.all = Objects.requireNonNull(all, "all");
    EnumMap<Modality, Reconstruction> copy = new EnumMap<>(Modality.class);
    copy.putAll(byModality);
    this.byModality = Collections.unmodifiableMap(copy);
    this.latents = latents;
    this.firings = new EnumMap<>(Modality.class);
    if (!firings.keySet().equals(byModality.keySet())) {
      throw new IllegalArgumentException(
          "there must be firings for "
              + byModality.keySet()
              + ", but they are for "
              + firings.keySet());
    }
    firings.forEach(
        (modality, counts) -> {
          if (counts.length != latents) {
            throw new IllegalArgumentException(
                "there must be firings of "
                    + latents
                    + " latents, but there are "
                    + counts.length
                    + " for "
                    + modality);
          }
          this.firings.put(modality, counts.clone());
        });
  }

  /**
   * Returns the figures over all ordinary tokens.
   *
   * @return the figures
   */
  public Reconstruction all() {
    return all;
  }

  /**
   * Returns the figures by modality.
   *
   * @return an entry for each modality that the source has; immutable
   */
  public Map<Modality, Reconstruction> byModality() {
    return byModality;
  }

  /**
   * Returns on how many tokens each latent fired.
   *
   * @return [latents]; a copy
   */
  public long[] firings() {
    long[] sums = new long[latents];
    for (long[] counts : firings.values()) {
      for (int latent = 0; latent < latents; latent++) {
        sums[latent] += counts[latent];
      }
    }
    return sums;
  }

  /**
   * Returns on how many tokens of a modality each latent fired.
   *
   * @param modality any
   * @return [latents]; a copy; zeros for a modality that the source doesn't have
   */
  public long[] firings(Modality modality) {
    long[] counts = firings.get(modality);
    return counts == null ? new long[latents] : counts.clone();
  }

  /**
   * Returns how the latents are spread over firing frequencies, over all ordinary tokens.
   *
   * @param binsPerDecade at least 1
   * @return the histogram
   */
  public FrequencyHistogram histogram(int binsPerDecade) {
    return FrequencyHistogram.of(firings(), all.tokens(), binsPerDecade);
  }

  /**
   * Returns how the latents are spread over firing frequencies, over the ordinary tokens of a
   * modality.
   *
   * @param modality one that the source has
   * @param binsPerDecade at least 1
   * @return the histogram
   */
  public FrequencyHistogram histogram(Modality modality, int binsPerDecade) {
    Reconstruction figures = byModality.get(modality);
    if (figures == null) {
      throw new IllegalArgumentException(
          "the source has no ordinary tokens of " + modality + ", only of " + byModality.keySet());
    }
    return FrequencyHistogram.of(firings(modality), figures.tokens(), binsPerDecade);
  }

  @Override
  public String toString() {
    return "Evaluation[" + all + ", " + byModality + "]";
  }
}

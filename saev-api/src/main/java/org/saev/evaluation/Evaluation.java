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
  private final long[] firings;

  /**
   * Wraps figures.
   *
   * @param all over all ordinary tokens
   * @param byModality over the ordinary tokens of each modality that the source has
   * @param firings [latents], tokens that each latent fired on; copied
   */
  public Evaluation(Reconstruction all, Map<Modality, Reconstruction> byModality, long[] firings) {
    this.all = Objects.requireNonNull(all, "all");
    EnumMap<Modality, Reconstruction> copy = new EnumMap<>(Modality.class);
    copy.putAll(byModality);
    this.byModality = Collections.unmodifiableMap(copy);
    this.firings = firings.clone();
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
    return firings.clone();
  }

  @Override
  public String toString() {
    return "Evaluation[" + all + ", " + byModality + "]";
  }
}

package org.saev.method;

/** What a sum over latents is divided by, so that long examples don't win for being long. */
public enum Normalization {
  /** Nothing: as the paper has it; the default. */
  NONE,
  /** The ordinary text and image tokens of the example. */
  PER_TOKEN,
  /** The latents that are active in either modality, {@code |F_t ∪ F_v|}. */
  PER_ACTIVE_LATENT,
  /** The latents that are active in both modalities, {@code |F_t ∩ F_v|}. */
  PER_SHARED_LATENT
}

package org.saev.sae;

/** What is done to each activation vector before encoding, and undone after decoding. */
public enum InputNormalization {
  /** Nothing. */
  NONE,
  /** {@code (x - mean) / (std + 1e-5)} of the token's own entries, std with n - 1. */
  LAYER_NORM,
  /** {@code x · sqrt(width) / ||x||}: every token is given the same norm. */
  CONSTANT_NORM
}

package org.saev.sae;

/**
 * What is done to each activation vector before encoding, and undone after decoding. The codes
 * carry what is needed to undo it: {@link SparseCodes#inputScale} and {@link
 * SparseCodes#inputShift}.
 */
public enum InputNormalization {
  /** Nothing. */
  NONE,
  /**
   * {@code (x - mean) / (std + 1e-5)} of the token's own entries, std with n - 1; undone by {@code
   * x^·std + mean}. At least width 2.
   */
  LAYER_NORM,
  /** {@code x · sqrt(width) / ||x||}: every token is given the same norm; a zero vector stays 0. */
  CONSTANT_NORM
}

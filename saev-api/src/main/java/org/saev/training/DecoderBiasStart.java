package org.saev.training;

/** Where b_dec starts. */
public enum DecoderBiasStart {
  /**
   * Geometric median of a sample (Weiszfeld, at most 100 iterations, tolerance 1e-5); the default.
   */
  GEOMETRIC_MEDIAN,
  /** Mean of a sample. */
  MEAN,
  /** Zeros. */
  ZEROS
}

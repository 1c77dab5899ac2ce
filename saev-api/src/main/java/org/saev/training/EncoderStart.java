package org.saev.training;

/** Where W_enc starts. */
public enum EncoderStart {
  /**
   * The decoder, times the constant that makes the first reconstruction of a sample best; the
   * default. Codes are too strong at first without it, and the large gradients of the first steps
   * slow Adam down for hundreds of steps (Gao et al. 2024, appendix A.1, match the scales for the
   * same reason).
   */
  SCALED_DECODER,
  /** The decoder as it is: dictionary_learning's start. */
  DECODER
}

package org.saev.training;

/** Where W_enc starts. Decoder rows start in random directions. */
public enum EncoderStart {
  /**
   * The decoder, times the constant that makes the first reconstruction of a sample best, by the
   * latents that the architecture chooses; the default. Codes are too strong at first without it,
   * and the large gradients of the first steps slow Adam down for hundreds of steps (Gao et al.
   * 2024, appendix A.1, match the scales for the same reason).
   */
  SCALED_DECODER,
  /** The decoder as it is: dictionary_learning's start. */
  DECODER,
  /**
   * The decoder, and the rows of both have norm 0.1: SAELens' start. For training without {@link
   * DecoderConstraint}.
   */
  DECODER_OF_NORM_TENTH
}

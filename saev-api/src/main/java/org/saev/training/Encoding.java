package org.saev.training;

import java.util.Objects;
import org.saev.sae.InputNormalization;

/**
 * How pre-activations are computed from activations.
 *
 * @param decoderBiasSubtracted whether {@code pre = (x - b_dec)·W_encᵀ + b_enc} (the default), or
 *     {@code x·W_encᵀ + b_enc}
 * @param scaledByDecoderNorm whether pre-activations are multiplied by the norm of their decoder
 *     row before the strongest are chosen, and decoded with rows of unit norm (SAELens'
 *     rescale_acts_by_decoder_norm); the norms are folded into the finished weights. Default false.
 *     Costs a copy of the encoder, and a pass over both matrices a step
 * @param inputNormalization what is done to each token before encoding and undone after decoding;
 *     the loss is that of the activations as they are. Default none
 */
public record Encoding(
    boolean decoderBiasSubtracted,
    boolean scaledByDecoderNorm,
    InputNormalization inputNormalization) {

  /** {@code (x - b_dec)·W_encᵀ + b_enc}, nothing else. */
  public static final Encoding DEFAULT = new Encoding(true, false, InputNormalization.NONE);

  /**
   * Checks that a normalisation is given.
   *
   * @param decoderBiasSubtracted as above
   * @param scaledByDecoderNorm as above
   * @param inputNormalization as above
   */
  public Encoding {
    Objects.requireNonNull(inputNormalization, "inputNormalization");
  }
}

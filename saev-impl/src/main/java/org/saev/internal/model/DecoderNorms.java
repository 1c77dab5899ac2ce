package org.saev.internal.model;

import org.saev.SaevException;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/**
 * Folds the norms of the decoder's rows into the weights: {@code W_enc·||W_dec||}, {@code
 * b_enc·||W_dec||}, {@code W_dec/||W_dec||}. What results needs no rescaling and computes the same.
 */
public final class DecoderNorms {

  private DecoderNorms() {}

  /**
   * Gives weights that compute the same without rescaling.
   *
   * @param weights not changed
   * @return the weights themselves if they aren't rescaled; else new matrices, so that the memory
   *     is needed twice while both are kept
   */
  public static SaeWeights fold(SaeWeights weights) {
    SaeConfig config = weights.config();
    if (!config.decoderNormRescaled()) {
      return weights;
    }
    if (config.architecture() == Architecture.GATED) {
      throw new SaevException(
          "a GATED autoencoder whose activations are rescaled by decoder norm can't be computed:"
              + " no tool defines it");
    }
    int width = config.width();
    float[] encoder = weights.encoder().clone();
    float[] bias = weights.encoderBias().clone();
    float[] decoder = weights.decoder().clone();
    for (int latent = 0; latent < config.latents(); latent++) {
      int row = latent * width;
      float norm = norm(decoder, row, width);
      bias[latent] *= norm;
      for (int i = row; i < row + width; i++) {
        encoder[i] *= norm;
        // A row of zeros stays one: its latent never fires, since its pre-activations are 0.
        decoder[i] = norm == 0 ? 0 : decoder[i] / norm;
      }
    }
    return new SaeWeights(
        config.toBuilder().decoderNormRescaled(false).build(),
        encoder,
        bias,
        decoder,
        weights.decoderBias(),
        weights.more());
  }

  private static float norm(float[] matrix, int from, int width) {
    double square = 0;
    for (int i = from; i < from + width; i++) {
      square += (double) matrix[i] * matrix[i];
    }
    return (float) Math.sqrt(square);
  }
}

package org.saev.internal.training;

import org.saev.spi.SaeWeights;
import org.saev.training.ActivationScaling;

/** The constant s that activations are multiplied by during training. */
final class Scaling {

  private Scaling() {}

  /**
   * {@code sqrt(width) / mean ||x||} of a sample, or 1.
   *
   * @param sample [tokens, width]
   */
  static float of(ActivationScaling scaling, float[] sample, int width) {
    if (scaling == ActivationScaling.NONE) {
      return 1;
    }
    double norms = 0;
    for (int row = 0; row < sample.length; row += width) {
      double square = 0;
      for (int i = row; i < row + width; i++) {
        square += (double) sample[i] * sample[i];
      }
      norms += Math.sqrt(square);
    }
    int tokens = sample.length / width;
    double mean = norms / tokens;
    if (!(mean > 0)) {
      throw new IllegalArgumentException(
          "activations can't be scaled: the mean norm of a sample is " + mean);
    }
    return (float) (Math.sqrt(width) / mean);
  }

  static void multiply(float[] values, int count, float scale) {
    if (scale == 1) {
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] *= scale;
    }
  }

  /**
   * Gives weights that take activations as they are: {@code W_enc·s}, {@code W_dec/s}, {@code
   * b_dec/s}.
   */
  static SaeWeights fold(SaeWeights weights, float scale) {
    multiply(weights.encoder(), weights.encoder().length, scale);
    multiply(weights.decoder(), weights.decoder().length, 1 / scale);
    multiply(weights.decoderBias(), weights.decoderBias().length, 1 / scale);
    return weights;
  }

  /**
   * Gives weights that need no decoder norms, codes being those that were chosen by: {@code
   * W_enc_j·n_j}, {@code b_enc_j·n_j}, {@code W_dec_j/n_j}, {@code n_j = ||W_dec_j||}.
   */
  static void foldDecoderNorms(SaeWeights weights) {
    int width = weights.config().width();
    for (int j = 0; j < weights.config().latents(); j++) {
      double square = 0;
      for (int i = j * width; i < (j + 1) * width; i++) {
        square += (double) weights.decoder()[i] * weights.decoder()[i];
      }
      float norm = (float) Math.sqrt(square);
      weights.encoderBias()[j] *= norm;
      for (int i = j * width; i < (j + 1) * width; i++) {
        weights.encoder()[i] *= norm;
        weights.decoder()[i] /= norm > 0 ? norm : 1;
      }
    }
  }
}

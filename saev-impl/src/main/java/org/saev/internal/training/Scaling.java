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
}

package org.saev.internal.training;

import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.Workers;
import org.saev.spi.SaeWeights;

/**
 * The constant that an encoder is multiplied by at the start. With b_enc = 0, codes grow in
 * proportion to it and the chosen latents stay the same, so the best one is that of least squares:
 * {@code Σ (x - b_dec)·r / Σ r·r}, r the reconstruction at constant 1, less b_dec.
 */
final class EncoderScale {

  private static final int SAMPLE_TOKENS = 2048;

  private EncoderScale() {}

  /**
   * Finds the constant.
   *
   * @param sample [tokens, width]
   * @return the constant; 1 where nothing is reconstructed
   */
  static float of(SaeWeights weights, float[] sample) {
    Kernel kernel = Kernels.chosen();
    Workers workers = Workers.shared();
    int width = weights.config().width();
    int k = weights.config().k().orElseThrow();
    int tokens = Math.min(SAMPLE_TOKENS, sample.length / width);
    TopKCodes codes = new TopKCodes(k);
    new TopKEncoder(kernel, workers, width, weights.config().latents(), k)
        .encode(
            sample, tokens, weights.encoder(), weights.encoderBias(), weights.decoderBias(), codes);
    float[] reconstruction = new float[tokens * width];
    new Decoder(kernel, workers, width)
        .decode(codes, weights.decoder(), new float[width], reconstruction);
    double both = 0;
    double own = 0;
    for (int i = 0; i < reconstruction.length; i++) {
      both += (sample[i] - weights.decoderBias()[i % width]) * (double) reconstruction[i];
      own += reconstruction[i] * (double) reconstruction[i];
    }
    return both > 0 && own > 0 ? (float) (both / own) : 1;
  }
}

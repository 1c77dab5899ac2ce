package org.saev.internal.training;

import org.saev.internal.cpu.GeometricMedian;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.RandomDirections;
import org.saev.internal.cpu.Workers;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.training.TrainingConfig;

/**
 * The weights that a training starts from, the same for every back end: decoder rows of random
 * directions and unit norm, encoder rows in the same directions, b_enc 0, b_dec by choice.
 */
final class Start {

  /** Tokens that b_dec and the scale are taken from: enough for a mean of any width. */
  static final int SAMPLE_TOKENS = 8192;

  private Start() {}

  /**
   * @param sample [tokens, width], scaled
   */
  static SaeWeights weights(TrainingConfig config, int width, float[] sample) {
    float[] decoder = new float[Math.multiplyExact(config.latents(), width)];
    RandomDirections.fill(Workers.shared(), config.seed(), decoder, config.latents(), width);
    SaeWeights weights =
        new SaeWeights(
            model(config, width),
            decoder.clone(),
            new float[config.latents()],
            decoder,
            bias(config, width, sample));
    switch (config.encoderStart()) {
      case SCALED_DECODER -> {
        float[] encoder = weights.encoder();
        Scaling.multiply(encoder, encoder.length, EncoderScale.of(weights, config, sample));
      }
      case DECODER -> {}
      case DECODER_OF_NORM_TENTH -> {
        Scaling.multiply(weights.encoder(), decoder.length, 0.1f);
        Scaling.multiply(decoder, decoder.length, 0.1f);
      }
    }
    return weights;
  }

  /** Zeros, to be replaced by a checkpoint. */
  static SaeWeights empty(TrainingConfig config, int width) {
    int matrix = Math.multiplyExact(config.latents(), width);
    return new SaeWeights(
        model(config, width),
        new float[matrix],
        new float[config.latents()],
        new float[matrix],
        new float[width]);
  }

  private static SaeConfig model(TrainingConfig config, int width) {
    SaeConfig.Builder builder =
        SaeConfig.builder(config.architecture().type(), width, config.latents())
            .decoderBiasSubtracted(config.encoding().decoderBiasSubtracted())
            .inputNormalization(config.encoding().inputNormalization());
    if (config.architecture().needsK()) {
      builder.k(config.k());
    }
    return builder.build();
  }

  private static float[] bias(TrainingConfig config, int width, float[] sample) {
    int tokens = sample.length / width;
    return switch (config.decoderBiasStart()) {
      case GEOMETRIC_MEDIAN ->
          GeometricMedian.of(Kernels.chosen(), Workers.shared(), sample, tokens, width);
      case MEAN -> mean(sample, tokens, width);
      case ZEROS -> new float[width];
    };
  }

  private static float[] mean(float[] sample, int tokens, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < sample.length; i++) {
      sum[i % width] += sample[i];
    }
    float[] mean = new float[width];
    for (int c = 0; c < width; c++) {
      mean[c] = (float) (sum[c] / tokens);
    }
    return mean;
  }
}

package org.saev.internal.djl;

import java.util.SplittableRandom;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.training.AuxK;
import org.saev.training.Trainer;

/** Weights and batches for tests of both back ends, the same every time. */
final class DjlData {

  static final int WIDTH = 24;
  static final int LATENTS = 200;
  static final int K = 5;
  static final int BATCH = 128;

  private DjlData() {}

  /** A trainer of a small autoencoder whose dead latents die after 1,500 tokens. */
  static Trainer trainer() {
    return new Trainer(new NoEngine())
        .latents(LATENTS)
        .k(K)
        .steps(500)
        .batchTokens(BATCH)
        .learningRate(2e-3)
        .warmupSteps(0)
        .auxK(AuxK.DEFAULT.deadAfterTokens(1500));
  }

  static SaeWeights weights(int width, int latents, int k) {
    return weights(width, latents, k, 3);
  }

  /** Decoder rows of unit norm, encoder rows equal to them, small biases. */
  static SaeWeights weights(int width, int latents, int k, long seed) {
    float[] decoder = normal(seed, latents * width);
    for (int j = 0; j < latents; j++) {
      double square = 0;
      for (int c = 0; c < width; c++) {
        square += decoder[j * width + c] * (double) decoder[j * width + c];
      }
      for (int c = 0; c < width; c++) {
        decoder[j * width + c] /= (float) Math.sqrt(square);
      }
    }
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, width, latents).k(k).build();
    float[] encoderBias = normal(seed + 1, latents);
    for (int j = 0; j < latents; j++) {
      encoderBias[j] *= 0.05f;
    }
    return new SaeWeights(config, decoder.clone(), encoderBias, decoder, normal(seed + 2, width));
  }

  /** Tokens of a few directions and some noise, so that many latents never fire. */
  static float[] batch(int step, int tokens, int width) {
    int directions = width / 2;
    float[] rows = normal(77, directions * width);
    float[] x = normal(1000 + step, tokens * width);
    SplittableRandom random = new SplittableRandom(step);
    for (int t = 0; t < tokens; t++) {
      for (int c = 0; c < width; c++) {
        x[t * width + c] *= 0.05f;
      }
      for (int active = 0; active < 3; active++) {
        int direction = random.nextInt(directions);
        float strength = (float) (0.5 + random.nextDouble());
        for (int c = 0; c < width; c++) {
          x[t * width + c] += strength * rows[direction * width + c];
        }
      }
    }
    return x;
  }

  static float[] normal(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[length];
    for (int i = 0; i < length; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }
}

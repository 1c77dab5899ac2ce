package org.saev.method.evaluation;

import java.util.Random;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;

/** TopK autoencoders of given or random weights. */
final class RandomAutoencoders {

  private RandomAutoencoders() {}

  static SparseAutoencoder of(int width, int latents, int k, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    float[] bias = new float[width];
    for (int i = 0; i < width; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return of(width, k, weights, bias);
  }

  static SparseAutoencoder of(int width, int k, float[] weights, float[] bias) {
    int latents = weights.length / width;
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, width, latents).k(k).build();
    return new CpuBackend()
        .open(new SaeWeights(config, weights, new float[latents], weights, bias), "cpu", 1);
  }
}

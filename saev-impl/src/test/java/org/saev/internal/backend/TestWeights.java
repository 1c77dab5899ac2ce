package org.saev.internal.backend;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/** Random weights, the same every time; the arrays are new ones at each call. */
public final class TestWeights {

  private TestWeights() {}

  /** Weights of a TopK autoencoder. */
  public static SaeWeights topK(int width, int latents, int k) {
    return of(SaeConfig.builder(Architecture.TOPK, width, latents).k(k).build(), Map.of());
  }

  /** As {@link #topK}, for {@code pre = x·W_encᵀ + b_enc}. */
  public static SaeWeights withoutSubtraction(int width, int latents, int k) {
    return of(
        SaeConfig.builder(Architecture.TOPK, width, latents)
            .k(k)
            .decoderBiasSubtracted(false)
            .build(),
        Map.of());
  }

  /** Weights of an architecture with a threshold a latent; ReLU's are 0. */
  public static SaeWeights threshold(Architecture architecture, int width, int latents) {
    SaeConfig config = SaeConfig.builder(architecture, width, latents).build();
    float[] threshold = new float[latents];
    for (int latent = 0; latent < latents; latent++) {
      threshold[latent] = architecture == Architecture.JUMP_RELU ? 0.1f * (latent % 30) : 1;
    }
    boolean relu = architecture == Architecture.RELU;
    return of(config, relu ? Map.of() : Map.of("threshold", threshold));
  }

  /** Normal numbers. */
  public static float[] normal(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static SaeWeights of(SaeConfig config, Map<String, float[]> more) {
    int width = config.width();
    int latents = config.latents();
    float[] decoder = normal(2, latents * width);
    for (int latent = 0; latent < latents; latent++) {
      normalise(decoder, latent * width, width);
    }
    float[] encoder = Arrays.copyOf(decoder, decoder.length);
    float[] noise = normal(3, encoder.length);
    for (int i = 0; i < encoder.length; i++) {
      encoder[i] += 0.1f * noise[i];
    }
    return new SaeWeights(config, encoder, normal(11, latents), decoder, normal(12, width), more);
  }

  private static void normalise(float[] rows, int from, int width) {
    double square = 0;
    for (int i = from; i < from + width; i++) {
      square += (double) rows[i] * rows[i];
    }
    for (int i = from; i < from + width; i++) {
      rows[i] /= (float) Math.sqrt(square);
    }
  }
}

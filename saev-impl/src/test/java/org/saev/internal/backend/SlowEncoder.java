package org.saev.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** The formula of an encoder in double precision, one latent after another. */
final class SlowEncoder {

  private final SaeConfig config;
  private final float[] encoder;
  private final float[] encoderBias;
  private final float[] subtracted;
  private final float[] threshold;

  /** Copies what it needs, for the weights are taken over by the autoencoder under test. */
  SlowEncoder(SaeWeights weights) {
    config = weights.config();
    encoder = weights.encoder().clone();
    encoderBias = weights.encoderBias().clone();
    subtracted =
        config.decoderBiasSubtracted() ? weights.decoderBias().clone() : new float[config.width()];
    threshold = weights.more().getOrDefault("threshold", new float[config.latents()]).clone();
  }

  /**
   * Compares a row of codes. Where a pre-activation is within the tolerance of what decides about
   * it, either decision is right.
   */
  void assertEncodes(float[] rows, int token, SparseCodes codes, double tolerance) {
    double[] pre = preActivations(rows, token);
    double bound = lowestKept(pre);
    int active = 0;
    for (int latent = 0; latent < pre.length; latent++) {
      double limit = config.architecture() == Architecture.TOPK ? bound : threshold[latent];
      double slack = tolerance * (1 + Math.abs(pre[latent]));
      double found = codes.activation(token, latent);
      active += found != 0 ? 1 : 0;
      if (pre[latent] > limit + slack || (found != 0 && pre[latent] >= limit - slack)) {
        assertThat(found)
            .as("token %d, latent %d", token, latent)
            .isCloseTo(pre[latent], within(slack));
      } else {
        assertThat(found == 0 || pre[latent] >= limit - slack)
            .as("token %d, latent %d: %s where pre is %s", token, latent, found, pre[latent])
            .isTrue();
      }
    }
    assertThat(codes.count(token)).isEqualTo(active);
    if (config.architecture() == Architecture.TOPK) {
      long positive = IntStream.range(0, pre.length).filter(j -> pre[j] > tolerance).count();
      assertThat((long) active).isLessThanOrEqualTo(config.k().orElseThrow());
      assertThat((long) active)
          .isGreaterThanOrEqualTo(Math.min(positive, config.k().orElseThrow()));
    }
  }

  private double[] preActivations(float[] rows, int token) {
    int width = config.width();
    double[] pre = new double[config.latents()];
    for (int latent = 0; latent < pre.length; latent++) {
      double sum = encoderBias[latent];
      for (int i = 0; i < width; i++) {
        sum += ((double) rows[token * width + i] - subtracted[i]) * encoder[latent * width + i];
      }
      pre[latent] = sum;
    }
    return pre;
  }

  /** The k-th largest, or 0 if that is less. */
  private double lowestKept(double[] pre) {
    if (config.architecture() != Architecture.TOPK) {
      return 0;
    }
    double[] sorted = pre.clone();
    Arrays.sort(sorted);
    // Just below, for what equals the k-th is kept.
    return Math.max(0, Math.nextDown(sorted[sorted.length - config.k().orElseThrow()]));
  }
}

package org.saev.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** Each architecture, normalisation and flag against the formulas written out in double. */
class InferenceTest {

  private static final int WIDTH = 19;
  private static final int LATENTS = 150;
  private static final int TOKENS = 53;
  private static final int K = 6;

  static Stream<SaeConfig> configs() {
    List<SaeConfig> configs = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      for (InputNormalization normalization : InputNormalization.values()) {
        for (boolean subtracted : new boolean[] {true, false}) {
          for (boolean rescaled : new boolean[] {true, false}) {
            if (!rescaled || architecture != Architecture.GATED) {
              configs.add(
                  SaeConfig.builder(architecture, WIDTH, LATENTS)
                      .k(K)
                      .inputNormalization(normalization)
                      .decoderBiasSubtracted(subtracted)
                      .decoderNormRescaled(rescaled)
                      .build());
            }
          }
        }
      }
    }
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void encodeAndDecode_followTheFormulas(SaeConfig config) {
    SaeWeights weights = weights(config);
    float[] x = floats(new Random(9), TOKENS * WIDTH, 3);
    for (int i = 0; i < x.length; i++) {
      x[i] += 0.7f;
    }
    try (SparseAutoencoder sae = new CpuBackend().open(weights, "cpu", 2)) {
      SparseCodes codes = sae.encode(FloatBuffer.wrap(x));
      float[] reconstruction = sae.decode(codes);
      for (int token = 0; token < TOKENS; token++) {
        Naive naive = new Naive(weights, Arrays.copyOfRange(x, token * WIDTH, (token + 1) * WIDTH));
        double[] z = naive.codes();
        for (int latent = 0; latent < LATENTS; latent++) {
          assertThat((double) codes.activation(token, latent))
              .isCloseTo(z[latent], within(1e-5 * (1 + z[latent])));
        }
        double[] expected = naive.decode(z);
        for (int c = 0; c < WIDTH; c++) {
          assertThat((double) reconstruction[token * WIDTH + c])
              .isCloseTo(expected[c], within(1e-4));
        }
        SparseCodes alone =
            sae.encode(FloatBuffer.wrap(x, token * WIDTH, WIDTH).slice().asReadOnlyBuffer());
        assertThat(codes.slice(token, token + 1)).isEqualTo(alone);
        assertThat(sae.decode(codes.slice(token, token + 1)))
            .isEqualTo(Arrays.copyOfRange(reconstruction, token * WIDTH, (token + 1) * WIDTH));
      }
    }
  }

  @Test
  void rows_ofARescaledAutoencoder_fitItsCodes() {
    SaeConfig config =
        SaeConfig.builder(Architecture.RELU, WIDTH, LATENTS).decoderNormRescaled(true).build();
    try (SparseAutoencoder sae = new CpuBackend().open(weights(config), "cpu", 1)) {
      double square = 0;
      for (float entry : sae.decoderRow(3)) {
        square += entry * entry;
      }
      assertThat(square).isCloseTo(1, within(1e-6));
      assertThat(sae.config().decoderNormRescaled()).isTrue();
    }
  }

  @Test
  void zeroRows_areNeitherNanNorActive() {
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS)
            .k(LATENTS)
            .inputNormalization(InputNormalization.CONSTANT_NORM)
            .decoderNormRescaled(true)
            .build();
    SaeWeights weights = weights(config);
    Arrays.fill(weights.decoder(), 0, WIDTH, 0);
    try (SparseAutoencoder sae = new CpuBackend().open(weights, "cpu", 1)) {
      SparseCodes codes = sae.encode(FloatBuffer.wrap(new float[WIDTH]));
      assertThat(codes.activation(0, 0)).isZero();
      assertThat(sae.decode(codes)).containsOnly(0f);
    }
  }

  @Test
  void arraysThatAnArchitectureNeeds_areAskedForByName() {
    SaeConfig config = SaeConfig.builder(Architecture.JUMP_RELU, WIDTH, LATENTS).build();
    SaeWeights whole = weights(config);
    SaeWeights without =
        new SaeWeights(
            config, whole.encoder(), whole.encoderBias(), whole.decoder(), whole.decoderBias());
    assertThatThrownBy(() -> new CpuBackend().open(without, "cpu", 1))
        .hasMessage(
            "a JUMP_RELU autoencoder needs the array 'threshold' of 150 numbers, but it has none;"
                + " there are []");
  }

  @Test
  void layerNorm_ofWidthOne_isRefused() {
    SaeConfig config =
        SaeConfig.builder(Architecture.RELU, 1, 1)
            .inputNormalization(InputNormalization.LAYER_NORM)
            .build();
    SaeWeights weights =
        new SaeWeights(config, new float[1], new float[1], new float[1], new float[1]);
    assertThatThrownBy(() -> new CpuBackend().open(weights, "cpu", 1))
        .hasMessageContaining("width 2 or more");
  }

  private static SaeWeights weights(SaeConfig config) {
    Random random = new Random(4);
    float[] thresholds = floats(random, LATENTS, 1);
    return new SaeWeights(
        config,
        floats(random, LATENTS * WIDTH, 0.5f),
        floats(random, LATENTS, 0.5f),
        floats(random, LATENTS * WIDTH, 0.3f),
        floats(random, WIDTH, 1),
        Map.of(
            "threshold",
            thresholds,
            "r_mag",
            floats(random, LATENTS, 0.5f),
            "b_mag",
            floats(random, LATENTS, 1)));
  }

  private static float[] floats(Random random, int count, float size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * size;
    }
    return values;
  }

  /** One token, as the papers and tools write it. */
  private static final class Naive {

    private final SaeWeights weights;
    private final SaeConfig config;
    private final double[] input = new double[WIDTH];
    private double scale = 1;
    private double shift;

    Naive(SaeWeights weights, float[] x) {
      this.weights = weights;
      config = weights.config();
      double mean = 0;
      double square = 0;
      for (float value : x) {
        mean += value / (double) WIDTH;
        square += (double) value * value;
      }
      double variance = 0;
      for (float value : x) {
        variance += (value - mean) * (value - mean) / (WIDTH - 1);
      }
      double divisor = 1;
      if (config.inputNormalization() == InputNormalization.LAYER_NORM) {
        scale = Math.sqrt(variance);
        shift = mean;
        divisor = scale + 1e-5;
      } else if (config.inputNormalization() == InputNormalization.CONSTANT_NORM) {
        scale = Math.sqrt(square) / Math.sqrt(WIDTH);
        divisor = scale;
      }
      for (int c = 0; c < WIDTH; c++) {
        input[c] = (x[c] - shift) / divisor;
      }
    }

    double[] codes() {
      double[] z = new double[LATENTS];
      for (int j = 0; j < LATENTS; j++) {
        double dot = 0;
        for (int c = 0; c < WIDTH; c++) {
          double centred =
              input[c] - (config.decoderBiasSubtracted() ? weights.decoderBias()[c] : 0);
          dot += centred * weights.encoder()[j * WIDTH + c];
        }
        double pre = dot + weights.encoderBias()[j];
        if (config.decoderNormRescaled()) {
          pre *= norm(j);
        }
        z[j] =
            switch (config.architecture()) {
              case TOPK, RELU -> Math.max(0, pre);
              case GATED ->
                  pre > 0
                      ? Math.max(
                          0,
                          dot * Math.exp(weights.more().get("r_mag")[j])
                              + weights.more().get("b_mag")[j])
                      : 0;
              case JUMP_RELU, BATCH_TOPK, MATRYOSHKA_BATCH_TOPK ->
                  pre > weights.more().get("threshold")[j] ? Math.max(0, pre) : 0;
            };
      }
      if (config.architecture() == Architecture.TOPK) {
        double[] sorted = z.clone();
        Arrays.sort(sorted);
        double least = sorted[LATENTS - K];
        IntStream.range(0, LATENTS).filter(j -> z[j] < least).forEach(j -> z[j] = 0);
      }
      return z;
    }

    double[] decode(double[] z) {
      double[] x = new double[WIDTH];
      for (int c = 0; c < WIDTH; c++) {
        double sum = weights.decoderBias()[c];
        for (int j = 0; j < LATENTS; j++) {
          double divisor = config.decoderNormRescaled() ? norm(j) : 1;
          sum += z[j] / divisor * weights.decoder()[j * WIDTH + c];
        }
        x[c] = sum * scale + shift;
      }
      return x;
    }

    private double norm(int latent) {
      double square = 0;
      for (int c = 0; c < WIDTH; c++) {
        double entry = weights.decoder()[latent * WIDTH + c];
        square += entry * entry;
      }
      return Math.sqrt(square);
    }
  }
}

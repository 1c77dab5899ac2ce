package org.saev.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.Saev;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.Architecture;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** What every implementation of an autoencoder must do, whatever it runs on. */
public abstract class SparseAutoencoderContract {

  @TempDir Path folder;

  /** Makes the autoencoder under test. */
  protected abstract SparseAutoencoder open(SaeWeights weights);

  /** How far activations may be from those computed in double, relative to their size. */
  protected double tolerance() {
    return 1e-5;
  }

  /** Whether an architecture can be opened; another is refused. */
  protected boolean runs(Architecture architecture) {
    return true;
  }

  /** Whether the bits of a code don't depend on what else is encoded with it. */
  protected boolean givesTheSameBitsInAnyBatch() {
    return true;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "1,3,2,5", "7,50,5,13", "24,130,16,300", "33,1000,40,65", "5,6,6,9"})
  void encode_topK_isThatOfTheSlowFormula(int width, int latents, int k, int tokens) {
    SaeWeights weights = TestWeights.topK(width, latents, k);
    assertEncodes(weights, tokens);
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "JUMP_RELU", "BATCH_TOPK"})
  void encode_byThreshold_isThatOfTheSlowFormula(Architecture architecture) {
    assumeTrue(runs(architecture));
    assertEncodes(TestWeights.threshold(architecture, 7, 50), 13);
    assertEncodes(TestWeights.threshold(architecture, 24, 130), 300);
  }

  @Test
  void encode_withoutSubtractingTheDecoderBias() {
    assertEncodes(TestWeights.withoutSubtraction(7, 50, 5), 13);
  }

  @Test
  void encode_oneByOne_givesTheSame() {
    SaeWeights weights = TestWeights.topK(24, 130, 16);
    float[] rows = TestWeights.normal(5, 300 * 24);
    try (SparseAutoencoder sae = open(weights)) {
      SparseCodes together = sae.encode(FloatBuffer.wrap(rows));
      for (int token = 0; token < 300; token++) {
        SparseCodes alone = sae.encode(FloatBuffer.wrap(rows, token * 24, 24));
        if (givesTheSameBitsInAnyBatch()) {
          assertThat(alone).isEqualTo(together.slice(token, token + 1));
        } else {
          assertThat(alone.toDense())
              .containsExactly(together.slice(token, token + 1).toDense(), within(1e-4f));
        }
      }
    }
  }

  @Test
  void encode_fromManyThreads_givesTheSame() {
    SaeWeights weights = TestWeights.topK(24, 130, 16);
    float[] rows = TestWeights.normal(6, 100 * 24);
    try (SparseAutoencoder sae = open(weights)) {
      SparseCodes expected = sae.encode(FloatBuffer.wrap(rows));
      float[] decoded = sae.decode(expected);
      IntStream.range(0, 64)
          .parallel()
          .forEach(
              i -> {
                SparseCodes codes = sae.encode(FloatBuffer.wrap(rows));
                assertThat(codes).isEqualTo(expected);
                assertThat(sae.decode(codes)).isEqualTo(decoded);
              });
    }
  }

  @Test
  void encode_takesAnyBuffer_andLeavesItsPosition() {
    float[] rows = TestWeights.normal(7, 4 * 7);
    FloatBuffer direct =
        ByteBuffer.allocateDirect(4 * 30).order(ByteOrder.nativeOrder()).asFloatBuffer();
    direct.position(2).put(rows).position(2);
    try (SparseAutoencoder sae = open(TestWeights.topK(7, 50, 5))) {
      SparseCodes expected = sae.encode(FloatBuffer.wrap(rows));

      assertThat(sae.encode(direct.asReadOnlyBuffer())).isEqualTo(expected);
      assertThat(sae.encode(direct)).isEqualTo(expected);
      assertThat(direct.position()).isEqualTo(2);
      TokenSequence tokens = TokenSequence.builder().textTokens(4).build();
      assertThat(sae.encode(Example.of("a", tokens, FloatBuffer.wrap(rows)))).isEqualTo(expected);
    }
  }

  @Test
  void encode_nothing_givesNoRows() {
    try (SparseAutoencoder sae = open(TestWeights.topK(7, 50, 5))) {
      SparseCodes none = sae.encode(FloatBuffer.allocate(0));

      assertThat(none.tokens()).isZero();
      assertThat(sae.decode(none)).isEmpty();
    }
  }

  @Test
  void encode_whatItCantTake_isRefused() {
    float[] rows = TestWeights.normal(8, 3 * 7);
    try (SparseAutoencoder sae = open(TestWeights.topK(7, 50, 5))) {
      assertThatThrownBy(() -> sae.encode(FloatBuffer.allocate(8)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("8 floats")
          .hasMessageContaining("width 7");
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        rows[2 * 7 + 3] = bad;
        assertThatThrownBy(() -> sae.encode(FloatBuffer.wrap(rows)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("finite")
            .hasMessageContaining("token 2");
      }
      assertThat(sae.encode(FloatBuffer.wrap(rows, 0, 14)).tokens()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1", "7,50,5,13", "24,130,16,300"})
  void decode_isThatOfTheSlowFormula(int width, int latents, int k, int tokens) {
    SaeWeights weights = TestWeights.topK(width, latents, k);
    float[] copy = weights.decoder().clone();
    float[] bias = weights.decoderBias().clone();
    try (SparseAutoencoder sae = open(weights)) {
      SparseCodes codes = sae.encode(FloatBuffer.wrap(TestWeights.normal(9, tokens * width)));
      float[] decoded = sae.decode(codes);

      assertThat(decoded).hasSize(tokens * width);
      for (int token = 0; token < tokens; token++) {
        for (int i = 0; i < width; i++) {
          double expected = bias[i];
          for (int rank = 0; rank < codes.count(token); rank++) {
            int latent = codes.latent(token, rank);
            expected += (double) codes.value(token, rank) * copy[latent * width + i];
          }
          assertThat((double) decoded[token * width + i])
              .isCloseTo(expected, within(10 * tolerance() * (1 + Math.abs(expected))));
        }
      }
    }
  }

  @Test
  void decode_codesOfAnotherAutoencoder_isRefused() {
    try (SparseAutoencoder sae = open(TestWeights.topK(7, 50, 5))) {
      SparseCodes codes = SparseCodes.of(51, new int[2], new int[0], new float[0]);

      assertThatThrownBy(() -> sae.decode(codes)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void rows_areCopiesOfTheWeights() {
    SaeWeights weights = TestWeights.topK(3, 5, 2);
    float[] encoder = weights.encoder().clone();
    float[] decoder = weights.decoder().clone();
    float[] encoderBias = weights.encoderBias().clone();
    float[] decoderBias = weights.decoderBias().clone();
    try (SparseAutoencoder sae = open(weights)) {
      for (float[] array :
          new float[][] {
            sae.encoderRow(4), sae.decoderRow(4), sae.encoderBias(), sae.decoderBias()
          }) {
        array[0] = 99;
      }

      assertThat(sae.encoderRow(4)).containsExactly(encoder[12], encoder[13], encoder[14]);
      assertThat(sae.decoderRow(4)).containsExactly(decoder[12], decoder[13], decoder[14]);
      assertThat(sae.encoderBias()).isEqualTo(encoderBias);
      assertThat(sae.decoderBias()).isEqualTo(decoderBias);
      assertThat(sae.width()).isEqualTo(3);
      assertThat(sae.latents()).isEqualTo(5);
      assertThatThrownBy(() -> sae.encoderRow(5)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sae.decoderRow(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TOPK", "RELU", "JUMP_RELU", "BATCH_TOPK"})
  void save_thenLoad_givesTheSameBits(Architecture architecture) {
    assumeTrue(runs(architecture));
    SaeWeights weights =
        architecture == Architecture.TOPK
            ? TestWeights.topK(7, 50, 5)
            : TestWeights.threshold(architecture, 7, 50);
    FloatBuffer rows = FloatBuffer.wrap(TestWeights.normal(10, 13 * 7));
    try (SparseAutoencoder sae = open(weights)) {
      sae.save(folder);
      try (SparseAutoencoder loaded = Saev.load(folder, "cpu")) {
        assertThat(loaded.config()).isEqualTo(sae.config());
        assertThat(loaded.encoderBias()).isEqualTo(sae.encoderBias());
        assertThat(loaded.decoderBias()).isEqualTo(sae.decoderBias());
        for (int latent = 0; latent < 50; latent++) {
          assertThat(loaded.encoderRow(latent)).isEqualTo(sae.encoderRow(latent));
          assertThat(loaded.decoderRow(latent)).isEqualTo(sae.decoderRow(latent));
        }
        assertThat(loaded.encode(rows).toDense())
            .containsExactly(sae.encode(rows).toDense(), within(1e-4f));
      }
    }
  }

  private void assertEncodes(SaeWeights weights, int tokens) {
    int width = weights.config().width();
    float[] rows = TestWeights.normal(4, tokens * width);
    SlowEncoder slow = new SlowEncoder(weights);
    try (SparseAutoencoder sae = open(weights)) {
      SparseCodes codes = sae.encode(FloatBuffer.wrap(rows));

      assertThat(codes.tokens()).isEqualTo(tokens);
      assertThat(codes.latents()).isEqualTo(weights.config().latents());
      for (int token = 0; token < tokens; token++) {
        slow.assertEncodes(rows, token, codes, tolerance());
      }
    }
  }
}

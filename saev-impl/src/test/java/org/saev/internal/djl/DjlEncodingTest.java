package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

class DjlEncodingTest {

  private static final int WIDTH = 40;
  private static final int LATENTS = 3000;
  private static final int K = 12;
  private static final int TOKENS = 700;

  /** Two sums of 40 products differ by less. */
  private static final double TOLERANCE = 2e-5;

  @TempDir Path folder;

  private static final float[] ROWS = DjlData.batch(1, TOKENS, WIDTH);

  private static SparseAutoencoder cpu() {
    return new CpuBackend().open(DjlData.weights(WIDTH, LATENTS, K), "cpu", 0);
  }

  private static SparseAutoencoder djl(String device) {
    return new DjlBackend().open(DjlData.weights(WIDTH, LATENTS, K), device, 0);
  }

  @Test
  void codes_areThoseOfTheCpuBackEnd_butForTies() {
    try (SparseAutoencoder cpu = cpu();
        SparseAutoencoder djl = djl("djl:cpu")) {
      assertSameButForTies(
          djl.encode(FloatBuffer.wrap(ROWS)), cpu.encode(FloatBuffer.wrap(ROWS)), TOLERANCE);
    }
  }

  /** A latent may differ only where another of nearly the same activation stands in its place. */
  private static void assertSameButForTies(
      SparseCodes actual, SparseCodes expected, double tolerance) {
    assertThat(actual.tokens()).isEqualTo(expected.tokens());
    int different = 0;
    for (int t = 0; t < expected.tokens(); t++) {
      assertThat(actual.count(t)).isEqualTo(expected.count(t));
      for (int rank = 0; rank < expected.count(t); rank++) {
        assertThat((double) actual.value(t, rank))
            .isCloseTo(expected.value(t, rank), within(tolerance));
        different += actual.latent(t, rank) == expected.latent(t, rank) ? 0 : 1;
      }
    }
    assertThat(different).isLessThan(expected.entries() / 1000 + 1);
  }

  @Test
  void code_doesNotDependOnTheTokensBesideIt() {
    try (SparseAutoencoder djl = djl("djl:cpu")) {
      SparseCodes together = djl.encode(FloatBuffer.wrap(ROWS));
      for (int t : new int[] {0, 1, 300, 511, 512, 699}) {
        assertThat(djl.encode(FloatBuffer.wrap(ROWS, t * WIDTH, WIDTH)))
            .isEqualTo(together.slice(t, t + 1));
      }
    }
  }

  @Test
  void equalActivations_areOrderedByLatent() {
    float[] rows = new float[4 * 2];
    Arrays.fill(rows, 1);
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, 2, 4).k(4).build();
    SaeWeights weights =
        new SaeWeights(config, rows, new float[] {0, 1, 0, 1}, rows.clone(), new float[2]);
    try (SparseAutoencoder djl = new DjlBackend().open(weights, "djl:cpu", 0)) {
      SparseCodes codes = djl.encode(FloatBuffer.wrap(new float[] {1, 1}));
      assertThat(codes)
          .isEqualTo(
              SparseCodes.of(
                  4, new int[] {0, 4}, new int[] {1, 3, 0, 2}, new float[] {3, 3, 2, 2}));
    }
  }

  @Test
  void negativePreActivations_areNoEntries() {
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, 1, 3).k(3).build();
    SaeWeights weights =
        new SaeWeights(
            config, new float[] {1, -1, 2}, new float[3], new float[] {1, 1, 1}, new float[1]);
    try (SparseAutoencoder djl = new DjlBackend().open(weights, "djl:cpu", 0)) {
      assertThat(djl.encode(FloatBuffer.wrap(new float[] {0.5f, -3, 0})))
          .isEqualTo(
              SparseCodes.of(
                  3, new int[] {0, 2, 3, 3}, new int[] {2, 0, 1}, new float[] {1, 0.5f, 3}));
    }
  }

  @Test
  void reconstruction_isThatOfTheCpuBackEnd() {
    try (SparseAutoencoder cpu = cpu();
        SparseAutoencoder djl = djl("djl:cpu")) {
      SparseCodes codes = cpu.encode(FloatBuffer.wrap(ROWS));
      assertThat(djl.decode(codes)).containsExactly(cpu.decode(codes), within(1e-5f));
      assertThatThrownBy(
              () -> djl.decode(SparseCodes.of(7, new int[] {0, 1}, new int[] {6}, new float[] {1})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("are not of TOPK[width 40");
    }
  }

  @Test
  void bf16Weights_giveNearlyTheSame() {
    try (SparseAutoencoder cpu = cpu();
        SparseAutoencoder djl = djl("djl:cpu?precision=bf16")) {
      SparseCodes expected = cpu.encode(FloatBuffer.wrap(ROWS));
      SparseCodes actual = djl.encode(FloatBuffer.wrap(ROWS));
      int same = 0;
      for (int t = 0; t < TOKENS; t++) {
        for (int rank = 0; rank < K; rank++) {
          float activation = actual.activation(t, expected.latent(t, rank));
          same += activation != 0 ? 1 : 0;
          if (activation != 0) {
            assertThat(activation).isCloseTo(expected.value(t, rank), within(0.05f));
          }
        }
      }
      assertThat(same).isGreaterThan(TOKENS * K * 98 / 100);
      assertThat(djl.decode(expected)).containsExactly(cpu.decode(expected), within(0.1f));
      assertThat(djl.encoderRow(5)).as("the saved weights are fp32").isEqualTo(cpu.encoderRow(5));
    }
  }

  @Test
  void badInput_isRefused() {
    try (SparseAutoencoder djl = djl("djl:cpu")) {
      assertThatThrownBy(() -> djl.encode(FloatBuffer.allocate(WIDTH + 1)))
          .hasMessage("41 floats are no whole number of rows of width 40");
      float[] bad = ROWS.clone();
      bad[600 * WIDTH + 7] = Float.POSITIVE_INFINITY;
      assertThatThrownBy(() -> djl.encode(FloatBuffer.wrap(bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("activations must be finite, but token 600 has Infinity in column 7");
    }
  }

  @Test
  void closedAutoencoder_saysSo() {
    SparseAutoencoder djl = djl("djl:cpu");
    djl.close();
    assertThatThrownBy(() -> djl.encode(FloatBuffer.wrap(ROWS)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this autoencoder is closed; load it again");
  }

  @Test
  void otherArchitectures_areRefused() {
    SaeConfig config = SaeConfig.builder(Architecture.GATED, 1, 2).build();
    SaeWeights weights =
        new SaeWeights(config, new float[2], new float[2], new float[2], new float[1]);
    assertThatThrownBy(() -> new DjlBackend().open(weights, "djl:cpu", 0))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("but this is GATED[width 1, 2 latents]")
        .hasMessageEndingWith("use the device 'cpu'");
  }

  @Test
  void model_isSavedAndLoadedOnAnyDevice() {
    try (SparseAutoencoder djl = djl("djl:cpu")) {
      djl.save(folder.resolve("sae"));
      try (SparseAutoencoder again = Saev.load(folder.resolve("sae"), "djl:cpu");
          SparseAutoencoder onCpu = Saev.load(folder.resolve("sae"), "auto")) {
        SparseCodes codes = again.encode(FloatBuffer.wrap(ROWS));
        assertThat(codes).isEqualTo(djl.encode(FloatBuffer.wrap(ROWS)));
        assertSameButForTies(codes, onCpu.encode(FloatBuffer.wrap(ROWS)), TOLERANCE);
      }
    }
  }
}

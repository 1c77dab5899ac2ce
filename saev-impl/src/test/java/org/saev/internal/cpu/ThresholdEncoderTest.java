package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdEncoderTest {
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,17,500", "13,64,9", "49,33,1000", "207,17,63"})
  void encode_keepsWhatExceedsItsThreshold(int tokens, int width, int latents) {
    float[] x = TestData.coarse(1, tokens * width);
    float[] weights = TestData.coarse(2, latents * width);
    float[] bias = TestData.coarse(3, latents);
    float[] thresholds = new float[latents];
    for (int j = 0; j < latents; j++) {
      thresholds[j] = j % 4 / 2f;
    }
    for (Kernel kernel : new Kernel[] {Kernels.chosen(), Kernels.plain()}) {
      for (int threads : new int[] {1, 2, 8}) {
        try (Workers workers = new Workers(threads)) {
          ThresholdEncoder encoder = new ThresholdEncoder(kernel, workers, width, thresholds);
          SparseRows rows = new SparseRows();
          for (int batch : new int[] {tokens, 1, tokens}) {
            encoder.encode(x, batch, weights, bias, null, rows);
            assertThat(rows.tokens()).isEqualTo(batch);
            for (int t = 0; t < batch; t++) {
              float[] pre = TopKEncoderTest.preActivations(x, t, weights, bias, null, width);
              int[] expected =
                  IntStream.range(0, latents)
                      .filter(j -> pre[j] > thresholds[j])
                      .boxed()
                      .sorted(Comparator.<Integer>comparingDouble(j -> -pre[j]))
                      .mapToInt(j -> j)
                      .toArray();
              int start = rows.start(t);
              assertThat(rows.end(t) - start).isEqualTo(expected.length);
              for (int i = 0; i < expected.length; i++) {
                assertThat(rows.indices()[start + i]).isEqualTo(expected[i]);
                assertThat(rows.values()[start + i]).isEqualTo(pre[expected[i]]);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void constructor_refusesThresholdsBelowZero() {
    float[] thresholds = {0f, -0.5f};
    assertThatThrownBy(() -> new ThresholdEncoder(Kernels.plain(), new Workers(1), 3, thresholds))
        .hasMessage("thresholds must not be negative, but that of latent 1 is -0.5");
  }
}

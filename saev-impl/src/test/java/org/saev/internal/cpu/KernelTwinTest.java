package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast kernel against its plain twin: the same bits at every size. */
class KernelTwinTest {
  private static final int ROWS = 9;

  private final Kernel fast = Kernels.chosen();
  private final Kernel plain = Kernels.plain();
  private final float[] lanes = new float[Kernel.LANES];

  @Test
  void build_hasTheVectorApi() {
    // Otherwise every comparison here would be of the plain kernel with itself.
    assertThat(fast.name()).startsWith("vector-");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 31, 64, 100, 207, 257})
  void reductions_haveTheSameBits(int width) {
    float[] a = TestData.normal(1, width + 5);
    float[] b = TestData.normal(2, width + 5);
    assertThat(fast.dot(a, 2, b, 3, width, lanes)).isEqualTo(plain.dot(a, 2, b, 3, width, lanes));
    assertThat(fast.squaredDistance(a, 2, b, 3, width, lanes))
        .isEqualTo(plain.squaredDistance(a, 2, b, 3, width, lanes));
    float[] fastDifference = new float[width + 5];
    float[] plainDifference = new float[width + 5];
    assertThat(fast.subtract(a, 2, b, 3, fastDifference, 1, width, lanes))
        .isEqualTo(plain.subtract(a, 2, b, 3, plainDifference, 1, width, lanes));
    assertThat(fastDifference).isEqualTo(plainDifference);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64, 100, 257})
  void reductions_areCloseToDoublePrecision(int width) {
    float[] a = TestData.normal(1, width);
    float[] b = TestData.normal(2, width);
    double dot = 0;
    double distance = 0;
    double scale = 0;
    for (int c = 0; c < width; c++) {
      dot += a[c] * (double) b[c];
      distance += (a[c] - (double) b[c]) * (a[c] - (double) b[c]);
      scale += Math.abs(a[c] * (double) b[c]);
    }
    assertThat((double) fast.dot(a, 0, b, 0, width, lanes))
        .isCloseTo(dot, org.assertj.core.data.Offset.offset(1e-5 * scale + 1e-12));
    assertThat((double) fast.squaredDistance(a, 0, b, 0, width, lanes))
        .isCloseTo(distance, org.assertj.core.data.Offset.offset(1e-5 * distance + 1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64, 100, 257})
  void rowSums_haveTheSameBits(int width) {
    float[] rows = TestData.normal(3, ROWS * width);
    int[] index = {4, 0, 8, 8, 1, 3, 7, 2, 5, 6, 0};
    float[] weights = TestData.normal(4, index.length);
    for (int to = 1; to <= index.length; to++) {
      float[] fastSum = TestData.normal(5, width + 1);
      float[] plainSum = fastSum.clone();
      fast.addRows(rows, index, weights, 1, to, fastSum, 1, width);
      plain.addRows(rows, index, weights, 1, to, plainSum, 1, width);
      assertThat(fastSum).isEqualTo(plainSum);
      float[] fastDots = new float[index.length];
      float[] plainDots = new float[index.length];
      fast.dotRows(fastSum, 1, rows, index, 1, to, fastDots, width, lanes);
      plain.dotRows(fastSum, 1, rows, index, 1, to, plainDots, width, lanes);
      assertThat(fastDots).isEqualTo(plainDots);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64, 100, 257})
  void elementwise_haveTheSameBits(int width) {
    float[] a = TestData.normal(6, width + 2);
    float[] fastOut = TestData.normal(7, width + 2);
    float[] plainOut = fastOut.clone();
    fast.addScaled(0.3f, a, 2, fastOut, 1, width);
    plain.addScaled(0.3f, a, 2, plainOut, 1, width);
    fast.scale(fastOut, 2, width, 1.7f);
    plain.scale(plainOut, 2, width, 1.7f);
    assertThat(fastOut).isEqualTo(plainOut);
    fast.fill(fastOut, 1, width, 0.4f);
    plain.fill(plainOut, 1, width, 0.4f);
    assertThat(fastOut).isEqualTo(plainOut);
    assertThat(fastOut[0]).isEqualTo(plainOut[0]).isNotEqualTo(0.4f);
    assertThat(fastOut[width]).isEqualTo(0.4f);
    assertThat(fastOut[width + 1]).isNotEqualTo(0.4f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64, 100, 257})
  void adam_hasTheSameBitsOverSteps(int width) {
    float[][] fastRow = {TestData.normal(8, width + 1), new float[width + 1], new float[width + 1]};
    float[][] plainRow = {fastRow[0].clone(), new float[width + 1], new float[width + 1]};
    for (int step = 1; step <= 5; step++) {
      float[] gradient = TestData.normal(9 + step, width);
      if (step == 4) {
        Arrays.fill(gradient, 0f);
      }
      AdamStep adam = AdamStep.of(0.9, 0.999, 1e-8, 1e-3, step);
      fast.adam(fastRow[0], fastRow[1], fastRow[2], 1, gradient, width, adam);
      plain.adam(plainRow[0], plainRow[1], plainRow[2], 1, gradient, width, adam);
    }
    assertThat(fastRow).isDeepEqualTo(plainRow);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 8, 17, 64, 257})
  void multiply_isOneChainOfFusedMultiplyAdds(int width) {
    for (Kernel kernel : new Kernel[] {fast, plain}) {
      int panelTokens = kernel.panelTokens();
      float[] panel = TestData.normal(10, panelTokens * (width + 1));
      int latents = 2 * kernel.tileLatents();
      float[] weights = TestData.normal(11, latents * width);
      int[] rows = new int[latents];
      float[] start = TestData.normal(12, latents * panelTokens);
      for (int r = 0; r < latents; r++) {
        rows[r] = (latents - 1 - r) * width;
      }
      for (int tokens = kernel.tokenStep(); tokens <= panelTokens; tokens += kernel.tokenStep()) {
        float[] sums = start.clone();
        float[][] scratch = new float[kernel.scratchRows()][panelTokens];
        int cut = width / 3;
        int offset = panelTokens;
        float[] packed = new float[kernel.packedLength(latents, width)];
        kernel.pack(weights, rows, latents, width, packed);
        kernel.multiply(panel, offset, tokens, packed, latents, width, 0, cut, sums, scratch);
        kernel.multiply(panel, offset, tokens, packed, latents, width, cut, width, sums, scratch);
        for (int r = 0; r < latents; r++) {
          for (int t = 0; t < tokens; t++) {
            float chain = start[r * panelTokens + t];
            for (int c = 0; c < width; c++) {
              float x = panel[offset + c * panelTokens + t];
              chain = Math.fma(x, weights[rows[r] + c], chain);
            }
            assertThat(sums[r * panelTokens + t]).isEqualTo(chain);
          }
        }
      }
    }
  }

  @Test
  void atLeast_listsThePositionsThatReachTheirBound() {
    for (Kernel kernel : new Kernel[] {fast, plain}) {
      int count = kernel.panelTokens();
      int tokens = count - kernel.tokenStep();
      float[] sums = TestData.coarse(13, 22 * count);
      float[] bounds = TestData.coarse(14, count + 1);
      sums[2 * count] = Float.NaN;
      sums[2 * count + 1] = Float.NaN;
      bounds[tokens] = Float.NaN;
      sums[3 * count + 2] = Float.POSITIVE_INFINITY;
      int[] hits = new int[sums.length];
      float[][] scratch = new float[kernel.scratchRows()][count];
      int found = kernel.atLeast(sums, 1, 21, tokens, bounds, 1, hits, scratch);
      int[] expected =
          IntStream.range(count, 21 * count)
              .filter(i -> i % count < tokens && sums[i] >= bounds[i % count + 1])
              .toArray();
      assertThat(Arrays.copyOf(hits, found)).containsExactlyInAnyOrder(expected);
      for (int r = 1; r < 21; r++) {
        int latent = r;
        assertThat(Arrays.stream(hits, 0, found).filter(h -> h / count == latent)).isSorted();
      }
      assertThat(found).isBetween(1, 20 * tokens - 1);
    }
  }
}

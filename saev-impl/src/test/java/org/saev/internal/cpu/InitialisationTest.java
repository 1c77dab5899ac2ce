package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitialisationTest {
  @Test
  void geometricMedian_resistsOutliers() {
    int tokens = 301;
    int width = 5;
    float[] x = TestData.normal(1, tokens * width);
    for (int t = 0; t < 30; t++) {
      Arrays.fill(x, t * width, (t + 1) * width, 1000f);
    }
    float[] median = GeometricMedian.of(Kernels.chosen(), new Workers(2), x, tokens, width);
    for (float value : median) {
      assertThat(value).isBetween(-0.5f, 0.5f);
    }
  }

  @Test
  void geometricMedian_hasTheSmallestSumOfDistances() {
    int tokens = 150;
    int width = 3;
    float[] x = TestData.normal(2, tokens * width);
    float[] median = GeometricMedian.of(Kernels.chosen(), new Workers(2), x, tokens, width);
    double least = distances(x, median);
    for (int c = 0; c < width; c++) {
      for (float step : new float[] {-0.01f, 0.01f}) {
        float[] moved = median.clone();
        moved[c] += step;
        assertThat(distances(x, moved)).isGreaterThan(least);
      }
    }
  }

  @Test
  void geometricMedian_isTheSameForAnyThreadsAndKernel() {
    float[] x = TestData.normal(3, 200 * 17);
    float[] expected = GeometricMedian.of(Kernels.chosen(), new Workers(1), x, 200, 17);
    assertThat(GeometricMedian.of(Kernels.chosen(), new Workers(3), x, 200, 17))
        .isEqualTo(expected);
    assertThat(GeometricMedian.of(Kernels.plain(), new Workers(2), x, 200, 17)).isEqualTo(expected);
  }

  @Test
  void geometricMedian_ofEqualTokensIsThatToken() {
    float[] x = {1f, -2f, 1f, -2f, 1f, -2f};
    assertThat(GeometricMedian.of(Kernels.chosen(), new Workers(1), x, 3, 2))
        .containsExactly(1f, -2f);
  }

  @Test
  void geometricMedian_namesTheTokenThatIsNotFinite() {
    float[] x = {1f, -2f, 1f, Float.NaN};
    assertThatThrownBy(() -> GeometricMedian.of(Kernels.plain(), new Workers(1), x, 2, 2))
        .hasMessage("activations must be finite, but token 1 has NaN in column 1");
  }

  private static double distances(float[] x, float[] point) {
    double sum = 0;
    for (int t = 0; t < x.length / point.length; t++) {
      double square = 0;
      for (int c = 0; c < point.length; c++) {
        double difference = x[t * point.length + c] - (double) point[c];
        square += difference * difference;
      }
      sum += Math.sqrt(square);
    }
    return sum;
  }

  @Test
  void randomDirections_haveUnitNormAndNoPreference() {
    int rows = 4000;
    int width = 7;
    float[] out = new float[rows * width];
    RandomDirections.fill(new Workers(2), 42, out, rows, width);
    double[] mean = new double[width];
    double[] second = new double[width];
    for (int j = 0; j < rows; j++) {
      double square = 0;
      for (int c = 0; c < width; c++) {
        double w = out[j * width + c];
        square += w * w;
        mean[c] += w / rows;
        second[c] += w * w / rows;
      }
      assertThat(square).isCloseTo(1, within(1e-6));
    }
    for (int c = 0; c < width; c++) {
      // Five standard errors.
      assertThat(mean[c]).isCloseTo(0, within(5 * Math.sqrt(1.0 / width / rows)));
      assertThat(second[c]).isCloseTo(1.0 / width, within(5 * 0.17 / Math.sqrt(rows)));
    }
  }

  @Test
  void randomDirections_dependOnTheSeedOnly() {
    float[] expected = new float[130 * 9];
    RandomDirections.fill(new Workers(1), 7, expected, 130, 9);
    float[] again = new float[130 * 9];
    RandomDirections.fill(new Workers(8), 7, again, 130, 9);
    assertThat(again).isEqualTo(expected);
    RandomDirections.fill(new Workers(1), 8, again, 130, 9);
    assertThat(again).isNotEqualTo(expected);
  }

  @Test
  void decoder_sumsTheRowsThatFire() {
    float[] weights = {1f, 2f, 10f, 20f, 100f, 200f};
    float[] x = {2f, 0.5f, -1f, 0f};
    float[] encoder = {1f, 0f, 0f, 1f, -1f, 0f};
    TopKCodes codes = new TopKCodes(2);
    Workers workers = new Workers(1);
    new TopKEncoder(Kernels.chosen(), workers, 2, 3, 2)
        .encode(x, 2, encoder, new float[3], null, codes);
    float[] out = new float[4];
    new Decoder(Kernels.chosen(), workers, 2).decode(codes, weights, new float[] {7f, 8f}, out);
    assertThat(out).containsExactly(2 + 5 + 7, 4 + 10 + 8, 100 + 7, 200 + 8);
  }
}

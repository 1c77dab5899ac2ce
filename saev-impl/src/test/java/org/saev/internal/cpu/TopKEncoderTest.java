package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopKEncoderTest {
  private final Kernel[] kernels = {Kernels.chosen(), Kernels.plain()};

  /** The definition: every pre-activation, sorted whole. */
  private static TopKCodes slow(
      float[] x, int tokens, float[] weights, float[] bias, float[] centre, int width, int k) {
    int latents = bias.length;
    TopKCodes codes = new TopKCodes(k);
    codes.reserve(tokens);
    Arrays.fill(codes.indices(), -1);
    for (int t = 0; t < tokens; t++) {
      float[] pre = preActivations(x, t, weights, bias, centre, width);
      int[] order =
          IntStream.range(0, latents)
              .filter(j -> pre[j] > 0)
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(j -> -pre[j]).thenComparing(j -> j))
              .mapToInt(j -> j)
              .limit(k)
              .toArray();
      for (int i = 0; i < order.length; i++) {
        codes.indices()[t * k + i] = order[i];
        codes.values()[t * k + i] = pre[order[i]];
      }
      codes.counts()[t] = order.length;
    }
    return codes;
  }

  static float[] preActivations(
      float[] x, int t, float[] weights, float[] bias, float[] centre, int width) {
    float[] pre = bias.clone();
    for (int j = 0; j < bias.length; j++) {
      for (int c = 0; c < width; c++) {
        float centred = x[t * width + c] - (centre == null ? 0f : centre[c]);
        pre[j] = Math.fma(centred, weights[j * width + c], pre[j]);
      }
    }
    return pre;
  }

  private static void assertSame(TopKCodes actual, TopKCodes expected) {
    int entries = expected.tokens() * expected.k();
    assertThat(actual.tokens()).isEqualTo(expected.tokens());
    assertThat(Arrays.copyOf(actual.counts(), expected.tokens()))
        .isEqualTo(Arrays.copyOf(expected.counts(), expected.tokens()));
    assertThat(Arrays.copyOf(actual.indices(), entries))
        .isEqualTo(Arrays.copyOf(expected.indices(), entries));
    assertThat(Arrays.copyOf(actual.values(), entries))
        .isEqualTo(Arrays.copyOf(expected.values(), entries));
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1",
    "1,17,5,5",
    "7,3,8,1",
    "13,64,9,4",
    "47,100,63,63",
    "48,64,1000,32",
    "49,257,1000,5",
    "207,17,63,8",
    "300,1100,150,20", // in pieces of columns, several panels together
    "300,2049,20,5",
    "207,64,1000,16",
    "207,5,1000,1000",
    "600,16,300,3"
  })
  void encode_equalsTheFullSort(int tokens, int width, int latents, int k) {
    float[] x = TestData.normal(1, tokens * width);
    float[] weights = TestData.normal(2, latents * width);
    float[] bias = TestData.normal(3, latents);
    float[] centre = TestData.normal(4, width);
    TopKCodes expected = slow(x, tokens, weights, bias, centre, width, k);
    TopKCodes uncentred = slow(x, tokens, weights, bias, null, width, k);
    for (Kernel kernel : kernels) {
      for (int threads : new int[] {1, 2, 3, 8}) {
        try (Workers workers = new Workers(threads)) {
          TopKEncoder encoder = new TopKEncoder(kernel, workers, width, latents, k);
          TopKCodes codes = new TopKCodes(k);
          // Twice: the second time the bounds begin at what the first has seen.
          for (int i = 0; i < 2; i++) {
            encoder.encode(x, tokens, weights, bias, centre, codes);
            assertSame(codes, expected);
          }
          encoder.encode(x, tokens, weights, bias, null, codes);
          assertSame(codes, uncentred);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40, 200})
  void encode_breaksTiesByLatent(int k) {
    int tokens = 100;
    int width = 6;
    int latents = 400;
    float[] x = TestData.coarse(1, tokens * width);
    float[] weights = TestData.coarse(2, latents * width);
    float[] bias = TestData.coarse(3, latents);
    TopKCodes expected = slow(x, tokens, weights, bias, null, width, k);
    for (Kernel kernel : kernels) {
      try (Workers workers = new Workers(3)) {
        TopKEncoder encoder = new TopKEncoder(kernel, workers, width, latents, k);
        TopKCodes codes = new TopKCodes(k);
        for (int i = 0; i < 3; i++) {
          encoder.encode(x, tokens, weights, bias, null, codes);
          assertSame(codes, expected);
        }
      }
    }
  }

  @Test
  void encode_isExactWhenTheLastBatchMisleads() {
    int tokens = 96;
    int width = 24;
    int latents = 512;
    int k = 8;
    float[] weights = TestData.normal(2, latents * width);
    float[] bias = new float[latents];
    float[] aligned = new float[tokens * width];
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(weights, t * width, aligned, t * width, width);
    }
    float[] x = TestData.normal(5, tokens * width);
    for (int t = 0; t < tokens; t += 3) {
      Arrays.fill(x, t * width, (t + 1) * width, 0f);
      x[t * width + t % width] = 1e-20f;
    }
    TopKCodes expected = slow(x, tokens, weights, bias, null, width, k);
    for (Kernel kernel : kernels) {
      try (Workers workers = new Workers(2)) {
        TopKEncoder encoder = new TopKEncoder(kernel, workers, width, latents, k);
        TopKCodes codes = new TopKCodes(k);
        encoder.encode(aligned, tokens, weights, bias, null, codes);
        encoder.encode(x, tokens, weights, bias, null, codes);
        assertSame(codes, expected);
      }
    }
  }

  @Test
  void token_getsTheSameCodesInEveryBatch() {
    int width = 33;
    int latents = 500;
    int k = 10;
    int tokens = 131;
    float[] x = TestData.normal(1, tokens * width);
    float[] weights = TestData.normal(2, latents * width);
    float[] bias = TestData.normal(3, latents);
    for (Kernel kernel : kernels) {
      try (Workers workers = new Workers(2)) {
        TopKEncoder encoder = new TopKEncoder(kernel, workers, width, latents, k);
        TopKCodes whole = new TopKCodes(k);
        encoder.encode(x, tokens, weights, bias, null, whole);
        TopKCodes part = new TopKCodes(k);
        for (int from : new int[] {0, 1, 46, 47, 48, 100, 130}) {
          for (int count : new int[] {1, 5, 31}) {
            int end = Math.min(tokens, from + count);
            float[] some = Arrays.copyOfRange(x, from * width, end * width);
            encoder.encode(some, end - from, weights, bias, null, part);
            for (int i = 0; i < (end - from) * k; i++) {
              assertThat(part.indices()[i]).isEqualTo(whole.indices()[from * k + i]);
              assertThat(part.values()[i]).isEqualTo(whole.values()[from * k + i]);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void encode_namesTheTokenThatIsNotFinite(float bad) {
    float[] x = TestData.normal(1, 60 * 5);
    x[52 * 5 + 3] = bad;
    TopKEncoder encoder = new TopKEncoder(Kernels.chosen(), new Workers(1), 5, 7, 2);
    assertThatThrownBy(
            () -> encoder.encode(x, 60, new float[35], new float[7], null, new TopKCodes(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("activations must be finite, but token 52 has " + bad + " in column 3");
  }

  @Test
  void encode_takesActivationsWhoseSquaresOverflow() {
    float[] x = {1e30f, 0f, 0f, 1e30f};
    float[] weights = {1f, 0f, 0f, 1f};
    TopKEncoder encoder = new TopKEncoder(Kernels.chosen(), new Workers(1), 2, 2, 1);
    TopKCodes codes = new TopKCodes(1);
    for (int i = 0; i < 2; i++) {
      encoder.encode(x, 2, weights, new float[2], null, codes);
      assertThat(Arrays.copyOf(codes.indices(), 2)).containsExactly(0, 1);
      assertThat(Arrays.copyOf(codes.values(), 2)).containsExactly(1e30f, 1e30f);
    }
  }

  @Test
  void encode_refusesArraysThatAreTooShort() {
    TopKEncoder encoder = new TopKEncoder(Kernels.chosen(), new Workers(1), 5, 7, 2);
    assertThatThrownBy(
            () ->
                encoder.encode(
                    new float[9], 2, new float[35], new float[7], null, new TopKCodes(2)))
        .hasMessage("activations must hold [2, 5] = 10 floats, but holds 9");
  }

  @Test
  void constructor_refusesImpossibleSizes() {
    Workers workers = new Workers(1);
    Kernel kernel = Kernels.chosen();
    assertThatThrownBy(() -> new TopKEncoder(kernel, workers, 0, 7, 2))
        .hasMessage("width must be positive, but was 0");
    assertThatThrownBy(() -> new TopKEncoder(kernel, workers, 5, 7, 8))
        .hasMessage("k must be at most latents = 7, but was 8");
    assertThatThrownBy(() -> new TopKEncoder(kernel, workers, 65_536, 65_536, 8))
        .hasMessageContaining("[65536, 65536] has 4294967296 elements");
  }
}

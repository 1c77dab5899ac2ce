package org.saev.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparseCodesTest {

  private static final int LATENTS = 7;

  /** Few different values, so that rows have zeros and ties. */
  @Provide
  Arbitrary<float[]> dense() {
    return Arbitraries.integers()
        .between(0, 9)
        .flatMap(
            tokens ->
                Arbitraries.of(0f, 0f, 0f, 0.5f, 0.5f, 1f, 2f, Float.MIN_VALUE, -1f)
                    .array(float[].class)
                    .ofSize(tokens * LATENTS));
  }

  @Property(tries = 300)
  void accessors_agreeWithTheDenseMatrix(@ForAll("dense") float[] dense) {
    SparseCodes codes = sparse(dense);
    int tokens = dense.length / LATENTS;

    assertThat(codes.tokens()).isEqualTo(tokens);
    assertThat(codes.latents()).isEqualTo(LATENTS);
    assertThat(codes.toDense()).isEqualTo(dense);
    int entries = 0;
    for (int token = 0; token < tokens; token++) {
      int[] expected = ranked(dense, token);
      entries += expected.length;
      assertThat(codes.count(token)).isEqualTo(expected.length);
      for (int rank = 0; rank < expected.length; rank++) {
        assertThat(codes.latent(token, rank)).isEqualTo(expected[rank]);
        assertThat(codes.value(token, rank)).isEqualTo(dense[token * LATENTS + expected[rank]]);
      }
      for (int latent = 0; latent < LATENTS; latent++) {
        assertThat(codes.activation(token, latent)).isEqualTo(dense[token * LATENTS + latent]);
      }
    }
    assertThat(codes.entries()).isEqualTo(entries);
  }

  @Property(tries = 300)
  void slice_isTheCodesOfThoseTokens(
      @ForAll("dense") float[] dense,
      @ForAll @IntRange(max = 9) int a,
      @ForAll @IntRange(max = 9) int b) {
    int tokens = dense.length / LATENTS;
    int from = Math.min(Math.min(a, b), tokens);
    int to = Math.min(Math.max(a, b), tokens);
    float[] part = java.util.Arrays.copyOfRange(dense, from * LATENTS, to * LATENTS);

    SparseCodes slice = sparse(dense).slice(from, to);

    assertThat(slice).isEqualTo(sparse(part)).hasSameHashCodeAs(sparse(part));
    assertThat(slice.toDense()).isEqualTo(part);
    assertThat(slice.entries()).isEqualTo(sparse(part).entries());
    int half = (to - from) / 2;
    assertThat(slice.slice(half, to - from)).isEqualTo(sparse(dense).slice(from + half, to));
  }

  @Property(tries = 100)
  void equals_holdsForEqualMatricesOnly(
      @ForAll("dense") float[] one, @ForAll("dense") float[] other) {
    assertThat(sparse(one).equals(sparse(other))).isEqualTo(java.util.Arrays.equals(one, other));
  }

  @Test
  void equals_seesTheNumberOfLatents() {
    SparseCodes codes = SparseCodes.of(3, new int[] {0}, new int[0], new float[0]);

    assertThat(codes)
        .isNotEqualTo(SparseCodes.of(4, new int[] {0}, new int[0], new float[0]))
        .isNotEqualTo("codes")
        .hasToString("SparseCodes[0 tokens, 3 latents, 0 active]");
  }

  @Test
  void of_takesAPartOfLongerArrays() {
    SparseCodes codes =
        SparseCodes.of(
            5, new int[] {1, 2, 2}, new int[] {99, 4, 99}, new float[] {Float.NaN, 3, Float.NaN});

    assertThat(codes.toDense()).containsExactly(0, 0, 0, 0, 3, 0, 0, 0, 0, 0);
    assertThat(codes.entries()).isEqualTo(1);
  }

  @Test
  void of_refusesArraysThatDontFitTogether() {
    refused("starts must begin with an offset of 0 or more", new int[0], 1);
    refused("starts must begin with an offset of 0 or more", new int[] {-1, 0}, 1);
    refused("starts ends at 2, but there are 1 indices and 1 values", new int[] {0, 2}, 1);
    refused("starts must ascend, but falls at token 1", new int[] {0, 2, 1}, 2);
  }

  @Test
  void of_refusesRowsThatAreNotWhatTheyMustBe() {
    rowRefused("latent 3 of token 0 is outside 0..2", new int[] {3}, 1);
    rowRefused("latent -1 of token 0 is outside 0..2", new int[] {-1}, 1);
    rowRefused(
        "only activations other than 0 are held, but latent 2 of token 0 has 0.0",
        new int[] {2},
        0);
    rowRefused("but latent 2 of token 0 has NaN", new int[] {2}, Float.NaN);
    rowRefused("token 0 has latent 0 with 1.0 before latent 1 with 2.0", new int[] {0, 1}, 1, 2);
    rowRefused("token 0 has latent 1 with 2.0 before latent 0 with 2.0", new int[] {1, 0}, 2, 2);
    rowRefused("of equals the lower latent", new int[] {1, 1}, 2, 2);
  }

  @Test
  void access_outsideTheCodes_isRefused() {
    SparseCodes codes =
        SparseCodes.of(3, new int[] {0, 1, 3}, new int[] {0, 1, 2}, new float[] {1, 2, 1});

    assertThatThrownBy(() -> codes.count(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codes.count(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codes.latent(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codes.value(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> codes.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    SparseCodes second = codes.slice(1, 2);
    assertThatThrownBy(() -> second.count(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(second.activation(0, 0)).isZero();
  }

  private static void refused(String message, int[] starts, int entries) {
    assertThatThrownBy(() -> SparseCodes.of(3, starts, new int[entries], ones(entries)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static void rowRefused(String message, int[] indices, float... values) {
    assertThatThrownBy(() -> SparseCodes.of(3, new int[] {0, values.length}, indices, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, 1);
    return values;
  }

  private static SparseCodes sparse(float[] dense) {
    int tokens = dense.length / LATENTS;
    int[] starts = new int[tokens + 1];
    int[] indices = new int[dense.length];
    float[] values = new float[dense.length];
    int at = 0;
    for (int token = 0; token < tokens; token++) {
      for (int latent : ranked(dense, token)) {
        indices[at] = latent;
        values[at++] = dense[token * LATENTS + latent];
      }
      starts[token + 1] = at;
    }
    return SparseCodes.of(LATENTS, starts, indices, values);
  }

  /** The active latents of a token, strongest first, of equals the lower. */
  private static int[] ranked(float[] dense, int token) {
    List<Integer> active =
        IntStream.range(0, LATENTS)
            .filter(latent -> dense[token * LATENTS + latent] != 0)
            .boxed()
            .sorted(
                Comparator.comparing((Integer latent) -> -dense[token * LATENTS + latent])
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    return active.stream().mapToInt(Integer::intValue).toArray();
  }
}

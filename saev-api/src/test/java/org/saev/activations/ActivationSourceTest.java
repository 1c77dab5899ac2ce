package org.saev.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActivationSourceTest {

  /** What a user writes: two methods. */
  private static final ActivationSource SMALLEST =
      new ActivationSource() {
        @Override
        public int width() {
          return 2;
        }

        @Override
        public Stream<Example> examples() {
          return examplesOf(5).stream();
        }
      };

  @Test
  void smallestSource_getsTheRestByDefault() {
    assertThat(ids(SMALLEST.examplesFrom(3))).containsExactly("3", "4");
    assertThat(SMALLEST.examplesFrom(9)).isEmpty();
    assertThat(SMALLEST.exampleCount()).isEmpty();
    assertThat(SMALLEST.tokenCount()).isEmpty();
    assertThat(SMALLEST.split(4)).containsExactly(SMALLEST);
    assertThat(SMALLEST.identity()).isEqualTo(SourceIdentity.UNKNOWN);
    SMALLEST.close();
  }

  @Test
  void smallestSource_refusesNegativeNumbers() {
    assertThatThrownBy(() -> SMALLEST.examplesFrom(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("first must not be negative, but was -1");
    assertThatThrownBy(() -> SMALLEST.split(0)).hasMessage("parts must be at least 1, but was 0");
  }

  @Test
  void list_knowsItsCounts() {
    ActivationSource source = ActivationSource.of(examplesOf(4));

    assertThat(source.width()).isEqualTo(2);
    assertThat(source.exampleCount()).hasValue(4);
    assertThat(source.tokenCount()).hasValue(1 + 2 + 3 + 4);
  }

  @Test
  void list_isCopied() {
    List<Example> examples = new ArrayList<>(examplesOf(2));
    ActivationSource source = ActivationSource.of(examples);
    examples.clear();

    assertThat(ids(source.examples())).containsExactly("0", "1");
  }

  @Test
  void list_ofNothingOrOfTwoWidths_isRefused() {
    assertThatThrownBy(() -> ActivationSource.of(List.of()))
        .hasMessage("a source needs at least 1 example, but the list was empty");
    Example other =
        Example.of("b", TokenSequence.builder().textTokens(1).build(), FloatBuffer.allocate(3));
    assertThatThrownBy(() -> ActivationSource.of(List.of(examplesOf(1).get(0), other)))
        .hasMessage(
            "all examples of a source must have one width, but Example[0, 1 tokens x 2] and"
                + " Example[b, 1 tokens x 3] differ");
  }

  @Test
  void identity_refusesNull() {
    assertThatThrownBy(() -> new SourceIdentity(null, "", "")).hasMessage("model");
    assertThatThrownBy(() -> new SourceIdentity("", null, "")).hasMessage("layer");
    assertThatThrownBy(() -> new SourceIdentity("", "", null)).hasMessage("fingerprint");
  }

  private static List<String> ids(Stream<Example> examples) {
    return examples.map(Example::id).toList();
  }

  /** Example i has i + 1 tokens of width 2. */
  private static List<Example> examplesOf(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                Example.of(
                    Integer.toString(i),
                    TokenSequence.builder().textTokens(i + 1).build(),
                    FloatBuffer.allocate(2 * (i + 1))))
        .toList();
  }
}

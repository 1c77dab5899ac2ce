package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

class ShuffledPairsTest {

  /** All rows of an example are its number; the text comes around the image. */
  private static Example pair(int number, int side) {
    TokenSequence tokens =
        TokenSequence.builder()
            .special("<s>")
            .text("before")
            .patches(PatchGrid.of(side, side))
            .newline()
            .text("after")
            .padding(1)
            .build();
    float[] attention = new float[tokens.size()];
    for (int i = 0; i < attention.length; i++) {
      attention[i] = 100 * number + i;
    }
    return of(number, tokens)
        .image("image " + number)
        .extra(Extras.TOKEN_ATTENTION, attention)
        .extra(Extras.IMAGE_EMBEDDING, number)
        .extra(Extras.TEXT_EMBEDDING, number)
        .extra(Extras.LOSS_CONDITIONED, number)
        .extra(Extras.LOSS_UNCONDITIONED, number)
        .build();
  }

  private static Example.Builder of(int number, TokenSequence tokens) {
    float[] rows = new float[tokens.size() * 2];
    java.util.Arrays.fill(rows, number);
    return Example.builder("e" + number).tokens(tokens).activations(FloatBuffer.wrap(rows));
  }

  private static List<Example> shuffled(List<Example> examples, int window, long seed) {
    try (Stream<Example> stream =
        ShuffledPairs.of(ActivationSource.of(examples), window, seed).examples()) {
      return stream.toList();
    }
  }

  private static float value(Example example, Modality modality) {
    Set<Float> values = new HashSet<>();
    for (int token = 0; token < example.tokens().size(); token++) {
      if (example.tokens().modality(token) == modality) {
        values.add(example.activations().get(2 * token));
        values.add(example.activations().get(2 * token + 1));
      }
    }
    assertThat(values).hasSize(1);
    return values.iterator().next();
  }

  @Test
  void everyText_hasAnotherImage_ofItsWindow() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 103; i++) {
      examples.add(pair(i, 1 + i % 3));
    }
    List<Example> shuffled = shuffled(examples, 10, 5);
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 103; i++) {
      Example example = shuffled.get(i);
      int donor = (int) value(example, Modality.IMAGE);
      assertThat(example.id()).isEqualTo("e" + i);
      assertThat(value(example, Modality.TEXT)).isEqualTo(i);
      assertThat(donor).isNotEqualTo(i);
      assertThat(donor / 10).isEqualTo(i / 10);
      assertThat(used.add(donor)).isTrue();
      int side = 1 + donor % 3;
      assertThat(example.tokens().count(Modality.IMAGE)).isEqualTo(side * side);
      assertThat(example.tokens().text(1)).contains("before");
      assertThat(example.tokens().row(2 + side * side - 1)).isEqualTo(side - 1);
      assertThat(example.tokens().grids().get(example.tokens().grid(2)))
          .isEqualTo(PatchGrid.of(side, side));
      assertThat(example.images()).containsExactly("image " + donor);
      assertThat(example.extra(Extras.IMAGE_EMBEDDING).orElseThrow()).containsExactly(donor);
      assertThat(example.extra(Extras.TEXT_EMBEDDING).orElseThrow()).containsExactly(i);
      assertThat(example.extra(Extras.LOSS_CONDITIONED)).isEmpty();
      assertThat(example.extra(Extras.LOSS_UNCONDITIONED).orElseThrow()).containsExactly(i);
      float[] attention = example.extra(Extras.TOKEN_ATTENTION).orElseThrow();
      assertThat(attention[2]).isEqualTo(100 * donor + 2);
      assertThat(attention[1]).isEqualTo(100 * i + 1);
    }
    assertThat(shuffled(examples, 10, 5).stream().map(e -> value(e, Modality.IMAGE)).toList())
        .isEqualTo(shuffled.stream().map(e -> value(e, Modality.IMAGE)).toList());
    assertThat(shuffled(examples, 10, 6).stream().map(e -> value(e, Modality.IMAGE)).toList())
        .isNotEqualTo(shuffled.stream().map(e -> value(e, Modality.IMAGE)).toList());
  }

  @Test
  void examplesWithoutAModality_passUnchanged_andALonePairBorrows() {
    TokenSequence text = TokenSequence.builder().textTokens(2).build();
    List<Example> examples =
        List.of(pair(0, 1), pair(1, 1), of(2, text).build(), pair(3, 1), of(4, text).build());
    List<Example> shuffled = shuffled(examples, 3, 1);
    assertThat(shuffled.get(2)).isSameAs(examples.get(2));
    assertThat(shuffled.get(4)).isSameAs(examples.get(4));
    assertThat(value(shuffled.get(3), Modality.IMAGE)).isZero();
    assertThatThrownBy(() -> shuffled(List.of(pair(7, 1), of(4, text).build()), 3, 1))
        .hasMessageContaining("'e7' is the only pair of image and text among 2 examples");
    assertThatThrownBy(() -> ShuffledPairs.of(ActivationSource.of(examples), 1, 1))
        .hasMessage("window must be at least 2, but was 1");
  }

  @Test
  void source_isDescribedLikeTheOriginal() {
    ActivationSource source = ActivationSource.of(List.of(pair(0, 1), pair(1, 1)));
    ShuffledPairs shuffled = ShuffledPairs.of(source, 3);
    assertThat(shuffled.width()).isEqualTo(2);
    assertThat(shuffled.exampleCount()).hasValue(2);
    assertThat(shuffled.identity()).isEqualTo(source.identity());
    assertThat(shuffled.examplesFrom(1)).hasSize(1);
  }
}

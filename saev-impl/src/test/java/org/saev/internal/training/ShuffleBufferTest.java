package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Cancellation;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.training.TokenSelection;

class ShuffleBufferTest {

  private static final TokenSelection ALL = TokenSelection.ORDINARY;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void next_givesEveryTokenOfEveryPassOnce(int capacity) {
    ActivationSource source = TokensForTests.numbered(10);
    List<Integer> once = inOrder(source, ALL);

    List<Integer> drawn = drain(filled(source, ALL, 3, capacity));

    List<Integer> thrice = new ArrayList<>(once);
    thrice.addAll(once);
    thrice.addAll(once);
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(thrice);
  }

  @Test
  void next_mixesTokens_whenTheBufferHoldsMany() {
    ActivationSource source = TokensForTests.numbered(20);

    assertThat(drain(filled(source, ALL, 1, 30))).isNotEqualTo(inOrder(source, ALL));
    assertThat(drain(filled(source, ALL, 1, 1))).isEqualTo(inOrder(source, ALL));
  }

  @Test
  void next_leavesOutWhatIsNotSelected() {
    ActivationSource source = TokensForTests.numbered(6);
    TokenSelection text = TokenSelection.of(Modality.TEXT);

    assertThat(drain(filled(source, text, 1, 5)))
        .containsExactlyInAnyOrderElementsOf(inOrder(source, text))
        .hasSize(12);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,20", "3,25", "0,400", "3,60"})
  void restore_goesOnToTheBit(int passes, int drawnBefore) {
    ActivationSource source = TokensForTests.numbered(10);
    int more = passes == 0 ? 100 : 10;
    float[] straight = new float[TokensForTests.WIDTH * more];
    float[] resumed = new float[TokensForTests.WIDTH * more];

    ShuffleBuffer first = filled(source, ALL, passes, 16);
    draw(first, drawnBefore, new float[TokensForTests.WIDTH * drawnBefore]);
    long[] state = first.state();
    draw(first, more, straight);

    try (ShuffleBuffer second = new ShuffleBuffer(source, ALL, passes, 16, 99)) {
      second.restore(state);
      draw(second, more, resumed);
      assertThat(resumed).isEqualTo(straight);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  @Test
  void fill_refusesNonFiniteActivations_namingExampleAndToken() {
    TokenSequence tokens = TokenSequence.builder().textTokens(2).build();
    Example bad = Example.of("broken", tokens, FloatBuffer.wrap(new float[] {1, 2, 3, Float.NaN}));
    try (ShuffleBuffer buffer =
        new ShuffleBuffer(ActivationSource.of(List.of(bad)), ALL, 1, 4, 0)) {
      assertThatThrownBy(() -> buffer.fill(new Cancellation()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'broken' has NaN at token 1, dimension 1");
    }
  }

  @Test
  void fill_refusesASourceWithoutTokensToTrainOn() {
    try (ShuffleBuffer buffer =
        new ShuffleBuffer(TokensForTests.numbered(3), TokenSelection.of(Modality.AUDIO), 0, 4, 0)) {
      assertThatThrownBy(() -> buffer.fill(new Cancellation()))
          .hasMessageContaining("no tokens to train on: none is of modalities [AUDIO]");
    }
  }

  private static ShuffleBuffer filled(
      ActivationSource source, TokenSelection selection, int passes, int capacity) {
    ShuffleBuffer buffer = new ShuffleBuffer(source, selection, passes, capacity, 42);
    buffer.fill(new Cancellation());
    return buffer;
  }

  private static void draw(ShuffleBuffer buffer, int count, float[] target) {
    for (int i = 0; i < count; i++) {
      buffer.next(target, i * TokensForTests.WIDTH);
    }
  }

  private static List<Integer> drain(ShuffleBuffer buffer) {
    List<Integer> drawn = new ArrayList<>();
    float[] row = new float[TokensForTests.WIDTH];
    while (buffer.held() > 0) {
      buffer.next(row, 0);
      drawn.add(TokensForTests.number(row, 0));
    }
    return drawn;
  }

  private static List<Integer> inOrder(ActivationSource source, TokenSelection selection) {
    List<Integer> numbers = new ArrayList<>();
    float[] row = new float[TokensForTests.WIDTH];
    try (TokenStream stream = new TokenStream(source, selection, 1)) {
      while (stream.advance()) {
        stream.copyTo(row, 0);
        numbers.add(TokensForTests.number(row, 0));
      }
    }
    return numbers;
  }
}

package org.saev.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class ExampleTest {

  private static final TokenSequence TWO = TokenSequence.builder().textTokens(2).build();

  @Test
  void activations_areBetweenPositionAndLimit_andNotCopied() {
    float[] array = {9, 1, 2, 3, 4, 9};
    Example example = Example.of("a", TWO, FloatBuffer.wrap(array, 1, 4));
    array[1] = 7;

    assertThat(example.width()).isEqualTo(2);
    assertThat(floats(example)).containsExactly(7, 2, 3, 4);
  }

  @Test
  void activations_ofADirectBuffer_keepItsByteOrder() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      FloatBuffer direct = ByteBuffer.allocateDirect(16).order(order).asFloatBuffer();
      direct.put(new float[] {1, 2, 3, 4}).flip();
      assertThat(floats(Example.of("a", TWO, direct))).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void activations_areAViewOfTheirOwn_thatCantBeWritten() {
    FloatBuffer given = FloatBuffer.wrap(new float[4]);
    Example example = Example.of("a", TWO, given);
    given.position(3);
    example.activations().position(2);

    assertThat(example.activations().position()).isZero();
    assertThat(example.activations().remaining()).isEqualTo(4);
    assertThatThrownBy(() -> example.activations().put(0, 1f))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void imagesAndExtras_areKept() {
    float[] attention = {0.5f, 0};
    Example example =
        Example.builder("a")
            .tokens(TWO)
            .activations(FloatBuffer.wrap(new float[2]))
            .image("1.png")
            .image("2.png")
            .extra(Extras.TOKEN_ATTENTION, attention)
            .extra(Extras.LOSS_CONDITIONED, 2f)
            .build();
    attention[0] = 8;
    example.extra(Extras.TOKEN_ATTENTION).orElseThrow()[1] = 8;

    assertThat(example.images()).containsExactly("1.png", "2.png");
    assertThat(example.extraNames())
        .containsExactly(Extras.LOSS_CONDITIONED, Extras.TOKEN_ATTENTION);
    assertThat(example.extra(Extras.TOKEN_ATTENTION)).contains(new float[] {0.5f, 0});
    assertThat(example.extra("no such thing")).isEmpty();
    assertThat(example).hasToString("Example[a, 2 tokens x 1]");
  }

  @Test
  void build_withoutTokensOrActivations_isRefused() {
    assertThatThrownBy(() -> Example.builder("a").tokens(TWO).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example 'a' needs tokens and activations; set both before build()");
    assertThatThrownBy(
            () -> Example.builder("a").activations(FloatBuffer.wrap(new float[2])).build())
        .hasMessageContaining("needs tokens and activations");
    assertThatThrownBy(() -> Example.builder(null)).hasMessage("id");
  }

  @Test
  void build_withoutAWholeNumberOfRows_isRefused() {
    assertThatThrownBy(() -> Example.of("a", TWO, FloatBuffer.wrap(new float[5])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "example 'a' has 2 tokens, but 5 floats of activations, which is no whole number of"
                + " rows");
    assertThatThrownBy(() -> Example.of("a", TWO, FloatBuffer.allocate(0)))
        .hasMessageContaining("0 floats");
    assertThatThrownBy(
            () -> Example.of("a", TokenSequence.builder().build(), FloatBuffer.allocate(4)))
        .hasMessageContaining("has 0 tokens");
  }

  private static float[] floats(Example example) {
    float[] values = new float[example.activations().remaining()];
    example.activations().get(values);
    return values;
  }
}

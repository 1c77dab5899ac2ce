package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

/** Examples with something of everything that an example can have. */
final class RandomExamples {

  private static final String[] WORDS = {
    "", " a", "cat", "é", "\u0000", "漢字", "\ud83d\ude00", "</s>"
  };

  private static final List<Modality> MODALITIES = List.of(Modality.values());
  private static final List<TokenRole> ROLES = List.of(TokenRole.values());

  private RandomExamples() {}

  static List<Example> of(int count, int width, ActivationDtype dtype, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> example("example " + i, width, dtype, random))
        .toList();
  }

  static void assertEqual(List<Example> found, List<Example> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      Example one = found.get(i);
      Example other = expected.get(i);
      assertThat(one.id()).isEqualTo(other.id());
      assertThat(one.tokens()).isEqualTo(other.tokens());
      assertThat(one.images()).isEqualTo(other.images());
      assertThat(one.extraNames()).isEqualTo(other.extraNames());
      for (String name : one.extraNames()) {
        assertThat(one.extra(name).orElseThrow()).isEqualTo(other.extra(name).orElseThrow());
      }
      assertThat(one.width()).isEqualTo(other.width());
      assertThat(floats(one)).isEqualTo(floats(other));
    }
  }

  static float[] floats(Example example) {
    float[] values = new float[example.activations().remaining()];
    example.activations().get(values);
    return values;
  }

  private static Example example(String id, int width, ActivationDtype dtype, Random random) {
    TokenSequence tokens = tokens(random);
    float[] values = new float[tokens.size() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = representable((float) random.nextGaussian() * 100, dtype);
    }
    Example.Builder builder =
        Example.builder(id).tokens(tokens).activations(FloatBuffer.wrap(values));
    for (int image = random.nextInt(3); image > 0; image--) {
      builder.image("images/" + random.nextInt(5) + ".png");
    }
    for (int extra = random.nextInt(3); extra > 0; extra--) {
      float[] numbers = new float[random.nextInt(4)];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
      }
      builder.extra("extra " + random.nextInt(4), numbers);
    }
    return builder.build();
  }

  private static TokenSequence tokens(Random random) {
    TokenSequence.Builder builder = TokenSequence.builder();
    for (int part = 1 + random.nextInt(4); part > 0; part--) {
      switch (random.nextInt(4)) {
        case 0 ->
            builder.patches(
                new PatchGrid(
                    random.nextInt(2), 1 + random.nextInt(3), 1 + random.nextInt(3), 0.1 + part));
        case 1 -> {
          int grid = builder.grid(PatchGrid.of(9, 9));
          builder.patch(grid, random.nextInt(9), random.nextInt(9)).newline();
          builder.patch(grid, random.nextInt(9), 0, Modality.VIDEO, TokenRole.PADDING);
        }
        case 2 -> builder.padding(random.nextInt(3)).special("<s>").textTokens(2);
        default -> {
          Modality modality = MODALITIES.get(random.nextInt(4));
          TokenRole role = ROLES.get(random.nextInt(4));
          builder.token(modality, role, WORDS[random.nextInt(WORDS.length)]);
        }
      }
      builder.textTokens(1);
      if (random.nextBoolean()) {
        builder.at(random.nextInt());
      }
    }
    return builder.build();
  }

  private static float representable(float value, ActivationDtype dtype) {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == ActivationDtype.FLOAT32) {
      return value;
    }
    dtype.encode(new float[] {value}, bytes);
    return dtype.decode(bytes.flip())[0];
  }
}

package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.method.AnyResolution.Pixels;

class TokenLayoutsTest {

  private static TokenSequence of(int height, int width) {
    return TokenLayouts.anyResolution(
            TokenSequence.builder().special("<s>"),
            0,
            AnyResolution.LLAVA_NEXT,
            new Pixels(height, width))
        .build();
  }

  /** A place in the picture, or a newline. */
  private record Label(int view, int row, int column) {}

  private static final Label NEWLINE = new Label(-1, -1, -1);

  /**
   * What the model does with features: tiles of 24 x 24 put side by side on the canvas, the padding
   * of the image found pixel by pixel, rows joined with a newline.
   */
  private static List<Label> simulate(int height, int width) {
    Pixels canvas = AnyResolution.LLAVA_NEXT.canvas(new Pixels(height, width));
    int rows = canvas.height() / 336 * 24;
    int columns = canvas.width() / 336 * 24;
    Label[][] stitched = new Label[rows][columns];
    for (int tile = 0; tile < rows / 24 * (columns / 24); tile++) {
      for (int p = 0; p < 576; p++) {
        int row = tile / (columns / 24) * 24 + p / 24;
        int column = tile % (columns / 24) * 24 + p % 24;
        stitched[row][column] = new Label(1, row, column);
      }
    }
    int cutRows = 0;
    int cutColumns = 0;
    if ((double) width / height > (double) columns / rows) {
      int filled = (int) (Math.round(height * ((double) columns / width) * 1e7) / 1e7);
      cutRows = (rows - filled) / 2;
    } else {
      int filled = (int) (Math.round(width * ((double) rows / height) * 1e7) / 1e7);
      cutColumns = (columns - filled) / 2;
    }
    List<Label> sequence = new ArrayList<>();
    for (int p = 0; p < 576; p++) {
      sequence.add(new Label(0, p / 24, p % 24));
    }
    for (int row = cutRows; row < rows - cutRows; row++) {
      for (int column = cutColumns; column < columns - cutColumns; column++) {
        Label label = stitched[row][column];
        sequence.add(new Label(1, label.row() - cutRows, label.column() - cutColumns));
      }
      sequence.add(NEWLINE);
    }
    return sequence;
  }

  @Property(tries = 300)
  void anyResolution_isWhatTheModelMakesOfItsFeatures(
      @ForAll @IntRange(min = 40, max = 2000) int height,
      @ForAll @IntRange(min = 40, max = 2000) int width) {
    if (Math.max(height, width) > 20 * Math.min(height, width)) {
      return;
    }
    TokenSequence tokens = of(height, width);
    List<Label> expected = simulate(height, width);
    assertThat(tokens.size()).isEqualTo(1 + expected.size());
    for (int i = 0; i < expected.size(); i++) {
      int token = i + 1;
      if (expected.get(i).equals(NEWLINE)) {
        assertThat(tokens.role(token)).isEqualTo(TokenRole.NEWLINE);
        assertThat(tokens.isPatch(token)).isFalse();
      } else {
        assertThat(new Label(tokens.grid(token), tokens.row(token), tokens.column(token)))
            .isEqualTo(expected.get(i));
        assertThat(tokens.isOrdinary(token, Modality.IMAGE)).isTrue();
      }
    }
  }

  /** Image sizes with the number of image tokens that the model's public processor gives them. */
  @ParameterizedTest
  @CsvSource({
    "336, 336, 1176", // 24 x 24 on a canvas of two tiles
    "672, 672, 2928", // 48 x 48
    "1000, 1000, 2928",
    "480, 640, 2340", // 36 x 48
    "336, 672, 1752", // 24 x 48
    "336, 1008, 2328", // 24 x 72
    "1008, 336, 2376" // 72 x 24
  })
  void anyResolution_hasTheModelsNumberOfTokens(int height, int width, int imageTokens) {
    assertThat(of(height, width).size() - 1).isEqualTo(imageTokens);
  }

  @Test
  void square_isTheLayoutOfThePaper() {
    TokenSequence tokens =
        TokenLayouts.llavaNextSquare(TokenSequence.builder().special("<s>"), 0).build();
    int i0 = 1;
    assertThat(tokens).isEqualTo(of(336, 336));
    assertThat(tokens.size()).isEqualTo(i0 + 1176);
    assertThat(tokens.count(Modality.IMAGE)).isEqualTo(1152);
    for (int p = 0; p < 576; p++) {
      int row = p / 24;
      int column = p % 24;
      for (int token : new int[] {i0 + p, i0 + 576 + 25 * row + column}) {
        assertThat(tokens.row(token)).isEqualTo(row);
        assertThat(tokens.column(token)).isEqualTo(column);
      }
    }
    for (int row = 0; row < 24; row++) {
      assertThat(tokens.role(i0 + 600 + 25 * row)).isEqualTo(TokenRole.NEWLINE);
      // What the released code takes for newlines.
      assertThat(tokens.column(i0 + 599 + 25 * row)).isEqualTo(23);
    }
  }

  @Test
  void otherModels_haveOneGrid() {
    TokenSequence llava = TokenLayouts.llava15(TokenSequence.builder(), 0).build();
    TokenSequence chameleon = TokenLayouts.chameleon(TokenSequence.builder(), 2).build();
    assertThat(llava.count(Modality.IMAGE)).isEqualTo(llava.size()).isEqualTo(576);
    assertThat(chameleon.count(Modality.IMAGE)).isEqualTo(chameleon.size()).isEqualTo(1024);
    assertThat(chameleon.grids().get(0).image()).isEqualTo(2);
    assertThat(chameleon.row(33)).isEqualTo(1);
    assertThat(chameleon.column(33)).isEqualTo(1);
  }

  @Test
  void tilings_ofBadSizes_areRefused() {
    assertThatThrownBy(() -> new Pixels(0, 3)).hasMessageContaining("but was 0 x 3");
    assertThatThrownBy(() -> new AnyResolution(24, 14, List.of(new Pixels(336, 337))))
        .hasMessageContaining("whole number of tiles of 336 pixels");
    assertThatThrownBy(() -> new AnyResolution(24, 14, List.of()))
        .hasMessageContaining("at least one canvas");
    assertThatThrownBy(() -> of(1, 100_000)).hasMessageContaining("leaves no patch");
  }
}

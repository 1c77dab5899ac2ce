package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.scoring.UnscoredPolicy;

class FiltersTest {

  private static final double NAN = Double.NaN;

  private static PatchScores scores(int rows, int columns, double... scores) {
    return PatchScores.of(0, rows, columns, scores);
  }

  /** Slow: a patch is kept if fewer than the wanted number come before it. */
  @Property(tries = 200)
  void patchFilter_keepsThePatchesThatFewComeBefore(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(5);
    int columns = 1 + random.nextInt(5);
    double[] values = random.doubles((long) rows * columns).map(x -> Math.floor(x * 4)).toArray();
    double share = random.nextInt(5) / 4.0;
    PatchMask mask = PatchFilter.top(share).apply(scores(rows, columns, values));
    long wanted = Math.round(share * values.length);
    for (int p = 0; p < values.length; p++) {
      int before = 0;
      for (int q = 0; q < values.length; q++) {
        before += values[q] > values[p] || (values[q] == values[p] && q < p) ? 1 : 0;
      }
      assertThat(mask.keeps(p / columns, p % columns)).isEqualTo(before < wanted);
    }
    assertThat(mask.kept()).isEqualTo((int) wanted);
    assertThat(mask.inverted().kept()).isEqualTo(values.length - mask.kept());
    assertThat(mask.inverted().inverted()).isEqualTo(mask).hasSameHashCodeAs(mask);
  }

  @Test
  void patchFilter_ofPatchesWithoutScore_followsThePolicy() {
    PatchScores scores = scores(1, 4, NAN, 2, 1, NAN);
    assertThatThrownBy(() -> PatchFilter.top(0.5).apply(scores))
        .hasMessage("2 of 4 patches have no score; choose unscored(KEEP) or unscored(DROP)");
    assertThat(PatchFilter.top(0.5).unscored(UnscoredPolicy.DROP).apply(scores))
        .isEqualTo(PatchMask.of(1, 4, new boolean[] {false, true, false, false}));
    assertThat(PatchFilter.top(0.5).unscored(UnscoredPolicy.KEEP).apply(scores))
        .isEqualTo(PatchMask.of(1, 4, new boolean[] {true, true, false, true}));
    assertThatThrownBy(() -> PatchFilter.top(1.5)).hasMessageContaining("but was 1.5");
  }

  private static BufferedImage picture(int height, int width, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0xFF000000 | (y + 1) << 8 | (x + 1) % 256);
      }
    }
    return image;
  }

  @Test
  void maskedImage_ofThePapersGrid_blackensSquaresOf14Pixels() {
    boolean[] keep = new boolean[576];
    keep[24 * 3 + 5] = true;
    BufferedImage image = picture(336, 336, BufferedImage.TYPE_INT_RGB);
    BufferedImage masked = PatchMask.of(24, 24, keep).apply(image);
    for (int y = 0; y < 336; y++) {
      for (int x = 0; x < 336; x++) {
        boolean inside = y / 14 == 3 && x / 14 == 5;
        assertThat(masked.getRGB(x, y)).isEqualTo(inside ? image.getRGB(x, y) : 0xFF000000);
      }
    }
    assertThat(image.getRGB(0, 0)).isNotEqualTo(0xFF000000);
  }

  /** Each pixel belongs to one patch, found by trying all; sizes needn't divide. */
  @Property(tries = 60)
  void maskedImage_ofAnyGrid_hasEveryPixelInOnePatch(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(6);
    int columns = 1 + random.nextInt(6);
    int height = rows + random.nextInt(20);
    int width = columns + random.nextInt(20);
    boolean[] keep = new boolean[rows * columns];
    for (int p = 0; p < keep.length; p++) {
      keep[p] = random.nextBoolean();
    }
    BufferedImage image = picture(height, width, BufferedImage.TYPE_INT_ARGB);
    BufferedImage masked = PatchMask.of(rows, columns, keep).apply(image, Color.RED);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int patches = 0;
        boolean kept = false;
        for (int p = 0; p < keep.length; p++) {
          int row = p / columns;
          int column = p % columns;
          if (y >= row * height / rows
              && y < (row + 1) * height / rows
              && x >= column * width / columns
              && x < (column + 1) * width / columns) {
            patches++;
            kept = keep[p];
          }
        }
        assertThat(patches).isEqualTo(1);
        assertThat(masked.getRGB(x, y)).isEqualTo(kept ? image.getRGB(x, y) : 0xFFFF0000);
      }
    }
  }

  @Test
  void mask_byHand() {
    PatchMask left = PatchMask.of(2, 2, new boolean[] {true, false, true, false});
    PatchMask top = PatchMask.of(2, 2, new boolean[] {true, true, false, false});
    assertThat(left.iou(top)).isEqualTo(1 / 3.0);
    assertThat(left.iou(left.inverted())).isZero();
    assertThat(left.rows()).isEqualTo(2);
    assertThat(left.columns()).isEqualTo(2);
    assertThat(left).isNotEqualTo(top).hasToString("PatchMask[2 x 2, 2 kept]");
    PatchMask wide = PatchMask.of(1, 4, new boolean[4]);
    assertThat(wide.iou(wide)).isNaN();
    assertThatThrownBy(() -> left.iou(wide)).hasMessageContaining("different grids");
    assertThatThrownBy(() -> wide.apply(picture(1, 3, BufferedImage.TYPE_INT_RGB)))
        .hasMessageContaining("1 x 3 pixels is too small");
    assertThatThrownBy(() -> PatchMask.of(2, 2, new boolean[3])).hasMessageContaining("3 entries");
    assertThatThrownBy(() -> scores(2, 2, 1)).hasMessageContaining("1 scores");
  }

  @Test
  void textFilter_replacesTheLowestOrdinaryTextTokens() {
    TokenSequence tokens =
        TokenSequence.builder()
            .special("<s>")
            .patches(PatchGrid.of(1, 1))
            .text("a", "red", "plane", "flies")
            .padding(1)
            .build();
    double[] scores = {NAN, 0, 1, 5, 5, 3, NAN};
    TextMask mask = TextFilter.top(0.5).apply(tokens, scores);
    assertThat(mask.replace(new int[] {1, 2, 3, 4, 5, 6, 0}, 99))
        .containsExactly(1, 2, 99, 4, 5, 99, 0);
    assertThat(mask.replace(List.of("<s>", "<image>", "a", "red", "plane", "flies", "<pad>"), "_"))
        .containsExactly("<s>", "<image>", "_", "red", "plane", "_", "<pad>");
    assertThat(mask.keeps(2)).isFalse();
    assertThat(mask.size()).isEqualTo(7);
    assertThat(TextFilter.top(0).apply(tokens, scores).replace(new int[7], 9))
        .containsExactly(0, 0, 9, 9, 9, 9, 0);
    assertThatThrownBy(() -> mask.replace(new int[6], 1)).hasMessageContaining("given 6");
    assertThatThrownBy(() -> TextFilter.top(1).apply(tokens, new double[2]))
        .hasMessageContaining("2 for 7 tokens");
    scores[5] = NAN;
    assertThatThrownBy(() -> TextFilter.top(0.5).apply(tokens, scores))
        .hasMessageContaining("1 of 4 text tokens");
    assertThat(
            TextFilter.top(0.4)
                .unscored(UnscoredPolicy.KEEP)
                .apply(tokens, scores)
                .replace(new int[] {1, 2, 3, 4, 5, 6, 0}, 99))
        .containsExactly(1, 2, 99, 4, 99, 6, 0);
  }
}

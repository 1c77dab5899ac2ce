package org.saev.method;

import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

/**
 * Appends the tokens that known models give an image to a token sequence. For any other model, call
 * the builder of {@link TokenSequence} directly.
 */
public final class TokenLayouts {

  /** Patches a side of CLIP ViT-L/14 at 336 pixels: 14 x 14 pixels a patch. */
  private static final int CLIP_336_SIDE = 24;

  private static final int CHAMELEON_SIDE = 32;

  private TokenLayouts() {}

  /**
   * LLaVA-1.5: one grid of 24 x 24 patches, 576 tokens.
   *
   * @param builder where the tokens are appended
   * @param image the number of the image in the example, from 0
   * @return the builder
   */
  public static TokenSequence.Builder llava15(TokenSequence.Builder builder, int image) {
    return builder.patches(new PatchGrid(image, CLIP_336_SIDE, CLIP_336_SIDE, 1));
  }

  /**
   * LLaVA-NeXT on a square image of 336 x 336 pixels, as the SAE-V paper uses it: 576 tokens of the
   * base view, then 24 rows of 24 patches and one newline, 1,176 tokens. With the image's first
   * token at {@code i0}, patch {@code p = 24·row + column} has the tokens {@code i0 + p} and {@code
   * i0 + 576 + 25·row + column}; the newlines are {@code i0 + 600 + 25·row}. (The authors' released
   * code takes {@code i0 + 599 + 25·row} for the newlines, which are the patches of the last
   * column: it leaves those out and scores newlines in their place [code].)
   *
   * <p>A square image of this size is fitted into a canvas of 336 x 672 pixels, and half of its
   * patches are padding that is cut away: see {@link AnyResolution}. Larger square images have a
   * high-resolution view of 48 x 48 patches.
   *
   * @param builder where the tokens are appended
   * @param image the number of the image in the example, from 0
   * @return the builder
   */
  public static TokenSequence.Builder llavaNextSquare(TokenSequence.Builder builder, int image) {
    return llavaNext(builder, image, CLIP_336_SIDE, CLIP_336_SIDE);
  }

  /**
   * LLaVA-NeXT on an image of any shape: 576 tokens of the base view, then the high-resolution view
   * row by row with a newline after each row. That view has as many patches as are left of the
   * tiles once the padding around the image is cut away.
   *
   * @param builder where the tokens are appended
   * @param image the number of the image in the example, from 0
   * @param rows patches of the high-resolution view from top to bottom
   * @param columns patches of the high-resolution view from left to right
   * @return the builder
   */
  public static TokenSequence.Builder llavaNext(
      TokenSequence.Builder builder, int image, int rows, int columns) {
    llava15(builder, image);
    double scale = (double) Math.max(rows, columns) / CLIP_336_SIDE;
    return rowsWithNewlines(builder, new PatchGrid(image, rows, columns, scale));
  }

  /**
   * LLaVA-NeXT on an image of so many pixels, and any model that tiles in the same way: the base
   * view, then the high-resolution view without its padding, row by row with a newline after each
   * row.
   *
   * @param builder where the tokens are appended
   * @param image the number of the image in the example, from 0
   * @param tiling such as {@link AnyResolution#LLAVA_NEXT}
   * @param pixels the size of the image before any scaling
   * @return the builder
   */
  public static TokenSequence.Builder anyResolution(
      TokenSequence.Builder builder, int image, AnyResolution tiling, AnyResolution.Pixels pixels) {
    builder.patches(new PatchGrid(image, tiling.side(), tiling.side(), 1));
    return rowsWithNewlines(builder, tiling.grid(image, pixels));
  }

  private static TokenSequence.Builder rowsWithNewlines(
      TokenSequence.Builder builder, PatchGrid view) {
    int grid = builder.grid(view);
    for (int row = 0; row < view.rows(); row++) {
      for (int column = 0; column < view.columns(); column++) {
        builder.patch(grid, row, column);
      }
      builder.newline();
    }
    return builder;
  }

  /**
   * Chameleon and Anole: one grid of 32 x 32 image codes, 1,024 tokens, without the special tokens
   * before and after them.
   *
   * @param builder where the tokens are appended
   * @param image the number of the image in the example, from 0
   * @return the builder
   */
  public static TokenSequence.Builder chameleon(TokenSequence.Builder builder, int image) {
    return builder.patches(new PatchGrid(image, CHAMELEON_SIDE, CHAMELEON_SIDE, 1));
  }
}

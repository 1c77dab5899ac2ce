package org.saev.activations;

/**
 * One grid of patches laid over an image. Models with several resolutions lay several grids over
 * one image.
 *
 * @param image which image of the example, from 0
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param scale the resolution relative to the base view: 1 for the base view, 2 for tiles of twice
 *     the resolution
 */
public record PatchGrid(int image, int rows, int columns, double scale) {

  /**
   * Checks the ranges.
   *
   * @param image as above
   * @param rows as above
   * @param columns as above
   * @param scale as above
   */
  public PatchGrid {
    if (image < 0) {
      throw new IllegalArgumentException("image must not be negative, but was " + image);
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a patch grid needs at least 1 row and 1 column, but was " + rows + " x " + columns);
    }
    if ((long) rows * columns > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a patch grid can have at most 2^31 - 1 patches, but was " + rows + " x " + columns);
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("scale must be positive, but was " + scale);
    }
  }

  /**
   * The base view of the first image.
   *
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   * @return a grid of image 0 at scale 1
   */
  public static PatchGrid of(int rows, int columns) {
    return new PatchGrid(0, rows, columns, 1.0);
  }

  /**
   * Returns how many patches the grid has.
   *
   * @return rows times columns
   */
  public int patches() {
    return rows * columns;
  }
}

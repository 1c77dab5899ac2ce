package org.saev.method;

import java.util.List;
import org.saev.activations.PatchGrid;

/**
 * How LLaVA-NeXT and models like it ("anyres") choose the tiles of an image, and how many patches
 * are left of them. The image is fitted into the best of some canvases, each a whole number of
 * tiles, keeping its aspect ratio; the canvas is encoded tile by tile, the patches are laid out as
 * one grid, and rows or columns of it that hold nothing but padding are cut away.
 *
 * <p>Follows {@code select_best_resolution} and {@code unpad_image} of the models' public code. The
 * padding that is cut away is the same on both sides, so that one row or column of it may be left.
 *
 * @param side patches a side of a tile, and of the base view
 * @param patchPixels pixels a side of a patch
 * @param canvases the sizes that an image is fitted into, in the order of the model's
 *     configuration: of equally good ones the first is taken
 */
public record AnyResolution(int side, int patchPixels, List<Pixels> canvases) {

  /**
   * The size of an image.
   *
   * @param height in pixels
   * @param width in pixels
   */
  public record Pixels(int height, int width) {

    /**
     * Checks the range.
     *
     * @param height as above
     * @param width as above
     */
    public Pixels {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "an image has at least 1 x 1 pixels, but was " + height + " x " + width);
      }
    }
  }

  /** LLaVA-NeXT (1.6): tiles of 336 pixels with patches of 14, at most 4 tiles. */
  public static final AnyResolution LLAVA_NEXT =
      new AnyResolution(
          24,
          14,
          List.of(
              new Pixels(336, 672),
              new Pixels(672, 336),
              new Pixels(672, 672),
              new Pixels(1008, 336),
              new Pixels(336, 1008)));

  /**
   * Checks that canvases are whole numbers of tiles.
   *
   * @param side as above
   * @param patchPixels as above
   * @param canvases as above
   */
  public AnyResolution {
    if (side < 1 || patchPixels < 1 || canvases.isEmpty()) {
      throw new IllegalArgumentException(
          "a tile needs patches, a patch pixels, and an image at least one canvas, but there are "
              + side
              + ", "
              + patchPixels
              + " and "
              + canvases.size());
    }
    canvases = List.copyOf(canvases);
    int tile = Math.multiplyExact(side, patchPixels);
    for (Pixels canvas : canvases) {
      if (canvas.height() % tile != 0 || canvas.width() % tile != 0) {
        throw new IllegalArgumentException(
            "a canvas must be a whole number of tiles of " + tile + " pixels, but was " + canvas);
      }
    }
  }

  /**
   * Chooses the canvas: the one that keeps most of the image's own pixels, and of those the one
   * with the least padding.
   *
   * @param image the size of the image
   * @return one of the canvases
   */
  public Pixels canvas(Pixels image) {
    Pixels best = null;
    long mostKept = 0;
    long leastWasted = Long.MAX_VALUE;
    long all = (long) image.height() * image.width();
    for (Pixels canvas : canvases) {
      double scale =
          Math.min(
              (double) canvas.width() / image.width(), (double) canvas.height() / image.height());
      long height = (long) (image.height() * scale);
      long width = (long) (image.width() * scale);
      long kept = Math.min(height * width, all);
      long wasted = (long) canvas.height() * canvas.width() - kept;
      if (best == null || kept > mostKept || (kept == mostKept && wasted < leastWasted)) {
        best = canvas;
        mostKept = kept;
        leastWasted = wasted;
      }
    }
    return best;
  }

  /**
   * Returns the grid of the high-resolution view, without its padding.
   *
   * @param number the number of the image in the example, from 0
   * @param image the size of the image
   * @return as many patches as the model has tokens for, newlines apart
   */
  public PatchGrid grid(int number, Pixels image) {
    Pixels canvas = canvas(image);
    int rows = canvas.height() / patchPixels;
    int columns = canvas.width() / patchPixels;
    if ((long) image.width() * rows > (long) image.height() * columns) {
      rows = unpadded(rows, (long) image.height() * columns / image.width());
    } else {
      columns = unpadded(columns, (long) image.width() * rows / image.height());
    }
    if (rows == 0 || columns == 0) {
      throw new IllegalArgumentException("an image of " + image + " leaves no patch on " + canvas);
    }
    return new PatchGrid(number, rows, columns, (double) Math.max(rows, columns) / side);
  }

  /** What is left when the same is cut away on both sides. */
  private static int unpadded(int patches, long filled) {
    return patches - (int) ((patches - filled) / 2) * 2;
  }
}

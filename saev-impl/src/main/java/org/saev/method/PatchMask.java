package org.saev.method;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.Objects;

/** Which patches of an image are kept. Immutable. */
public final class PatchMask {

  private final int rows;
  private final int columns;
  private final BitSet kept;

  private PatchMask(int rows, int columns, BitSet kept) {
    this.rows = rows;
    this.columns = columns;
    this.kept = kept;
  }

  /**
   * A mask of given patches, such as those that show an object.
   *
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   * @param keep [rows, columns], row-major; copied
   * @return the mask
   */
  public static PatchMask of(int rows, int columns, boolean[] keep) {
    if (rows < 1 || columns < 1 || keep.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "a mask of "
              + rows
              + " x "
              + columns
              + " patches can't have "
              + keep.length
              + " entries");
    }
    BitSet kept = new BitSet(keep.length);
    for (int patch = 0; patch < keep.length; patch++) {
      kept.set(patch, keep[patch]);
    }
    return new PatchMask(rows, columns, kept);
  }

  /**
   * Returns the height of the grid.
   *
   * @return patches from top to bottom
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the width of the grid.
   *
   * @return patches from left to right
   */
  public int columns() {
    return columns;
  }

  /**
   * Tells whether a patch is kept.
   *
   * @param row from the top
   * @param column from the left
   * @return false if it is masked
   */
  public boolean keeps(int row, int column) {
    return kept.get(Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns));
  }

  /**
   * Counts what is kept.
   *
   * @return patches
   */
  public int kept() {
    return kept.cardinality();
  }

  /**
   * Keeps what this masks, and masks what this keeps.
   *
   * @return the opposite
   */
  public PatchMask inverted() {
    BitSet other = (BitSet) kept.clone();
    other.flip(0, rows * columns);
    return new PatchMask(rows, columns, other);
  }

  /**
   * Returns how far two masks agree: the patches that both keep over those that either keeps.
   *
   * @param other of as many rows and columns
   * @return intersection over union; NaN if neither keeps any
   */
  public double iou(PatchMask other) {
    if (rows != other.rows || columns != other.columns) {
      throw new IllegalArgumentException(this + " and " + other + " have different grids");
    }
    BitSet both = (BitSet) kept.clone();
    both.and(other.kept);
    BitSet either = (BitSet) kept.clone();
    either.or(other.kept);
    return (double) both.cardinality() / either.cardinality();
  }

  /**
   * Blackens the pixels of the masked patches. The grid is laid over the whole image: patch (r, c)
   * covers the pixel rows from {@code r·height/rows} up to {@code (r+1)·height/rows}, and columns
   * likewise: 14 x 14 pixels a patch for 24 x 24 patches on 336 x 336 pixels, and patches that
   * differ by a pixel where that doesn't come out even.
   *
   * @param image at least as many pixels as patches each way; not changed
   * @return a new image of the same size, {@link BufferedImage#TYPE_INT_RGB} or, where the image
   *     has transparency, {@link BufferedImage#TYPE_INT_ARGB}
   */
  public BufferedImage apply(BufferedImage image) {
    return apply(image, Color.BLACK);
  }

  /**
   * Paints over the pixels of the masked patches.
   *
   * @param image as for {@link #apply(BufferedImage)}
   * @param color such as the mean of the data set
   * @return a new image
   */
  public BufferedImage apply(BufferedImage image, Color color) {
    int height = image.getHeight();
    int width = image.getWidth();
    if (height < rows || width < columns) {
      throw new IllegalArgumentException(
          "an image of " + height + " x " + width + " pixels is too small for " + this);
    }
    boolean opaque = image.getTransparency() == BufferedImage.OPAQUE;
    BufferedImage masked =
        new BufferedImage(
            width, height, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = masked.createGraphics();
    try {
      graphics.drawImage(image, 0, 0, null);
      graphics.setColor(color);
      for (int patch = kept.nextClearBit(0);
          patch < rows * columns;
          patch = kept.nextClearBit(patch + 1)) {
        int top = edge(patch / columns, height, rows);
        int left = edge(patch % columns, width, columns);
        graphics.fillRect(
            left,
            top,
            edge(patch % columns + 1, width, columns) - left,
            edge(patch / columns + 1, height, rows) - top);
      }
    } finally {
      graphics.dispose();
    }
    return masked;
  }

  private static int edge(int index, int pixels, int patches) {
    return (int) ((long) index * pixels / patches);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PatchMask that
        && rows == that.rows
        && columns == that.columns
        && kept.equals(that.kept);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, columns, kept);
  }

  @Override
  public String toString() {
    return "PatchMask[" + rows + " x " + columns + ", " + kept() + " kept]";
  }
}

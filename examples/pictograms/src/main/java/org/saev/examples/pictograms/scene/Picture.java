package org.saev.examples.pictograms.scene;

import java.awt.image.BufferedImage;

/**
 * A drawn scene.
 *
 * @param rgb the pixels, [3, {@value Scene#PIXELS}, {@value Scene#PIXELS}]: all red values, then
 *     green, then blue, each row-major, 0 to 255 as unsigned bytes
 */
public record Picture(byte[] rgb) {
  /** Number of values: 3 channels of all pixels. */
  public static final int VALUES = 3 * Scene.PIXELS * Scene.PIXELS;

  private static final int WHITE = 235;
  private static final float SCALE = 64;

  /** Checks the length. */
  public Picture {
    if (rgb.length != VALUES) {
      throw new IllegalArgumentException(
          "a picture has " + VALUES + " values, but there were " + rgb.length);
    }
  }

  /**
   * Writes the picture as the model's input, from -1 to 1.
   *
   * @param target where to, [pictures, 3, height, width]
   * @param offset index of the first value
   */
  public void normalizeInto(float[] target, int offset) {
    for (int i = 0; i < VALUES; i++) {
      target[offset + i] = (WHITE - (rgb[i] & 0xFF)) / SCALE;
    }
  }

  /**
   * A copy with some patches blacked out.
   *
   * @param masked which patches, [{@value Scene#PATCHES}]
   * @return the masked picture
   */
  public Picture withBlackPatches(boolean[] masked) {
    return withPatches(masked, (byte) 0);
  }

  /**
   * A copy with some patches as light as a background, which is 0 to the model.
   *
   * @param masked which patches, [{@value Scene#PATCHES}]
   * @return the masked picture
   */
  public Picture withLightPatches(boolean[] masked) {
    return withPatches(masked, (byte) WHITE);
  }

  private Picture withPatches(boolean[] masked, byte value) {
    byte[] copy = rgb.clone();
    int plane = Scene.PIXELS * Scene.PIXELS;
    for (int i = 0; i < VALUES; i++) {
      if (masked[patch(i % plane % Scene.PIXELS, i % plane / Scene.PIXELS)]) {
        copy[i] = value;
      }
    }
    return new Picture(copy);
  }

  /**
   * The picture as Java2D knows it.
   *
   * @return an image
   */
  public BufferedImage toImage() {
    int plane = Scene.PIXELS * Scene.PIXELS;
    var image = new BufferedImage(Scene.PIXELS, Scene.PIXELS, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int packed =
          (rgb[i] & 0xFF) << 16 | (rgb[plane + i] & 0xFF) << 8 | (rgb[2 * plane + i] & 0xFF);
      image.setRGB(i % Scene.PIXELS, i / Scene.PIXELS, packed);
    }
    return image;
  }

  /** The patch that a pixel belongs to. */
  static int patch(int x, int y) {
    return y / Scene.PATCH_PIXELS * Scene.GRID + x / Scene.PATCH_PIXELS;
  }
}

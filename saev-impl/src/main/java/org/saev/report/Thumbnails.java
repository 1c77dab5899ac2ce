package org.saev.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Scales images down and encodes them: small ones without loss, others as JPEG. */
final class Thumbnails {

  private static final int SMALL = 128;

  private Thumbnails() {}

  static EncodedImage encode(BufferedImage image, int mostPixels) throws IOException {
    BufferedImage scaled = shrink(opaque(image, image.getWidth(), image.getHeight()), mostPixels);
    boolean small = Math.max(scaled.getWidth(), scaled.getHeight()) <= SMALL;
    String format = small ? "png" : "jpg";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(scaled, format, bytes)) {
      throw new IOException("this Java has no writer for " + format + " images");
    }
    return new EncodedImage(bytes.toByteArray(), format, small ? "image/png" : "image/jpeg");
  }

  /** Halves until the last step is less than that: bilinear steps beyond it would skip pixels. */
  private static BufferedImage shrink(BufferedImage image, int mostPixels) {
    BufferedImage current = image;
    while (Math.max(current.getWidth(), current.getHeight()) > mostPixels) {
      double scale =
          Math.max(0.5, (double) mostPixels / Math.max(current.getWidth(), current.getHeight()));
      current =
          opaque(
              current,
              Math.max(1, (int) Math.round(current.getWidth() * scale)),
              Math.max(1, (int) Math.round(current.getHeight() * scale)));
    }
    return current;
  }

  private static BufferedImage opaque(BufferedImage image, int width, int height) {
    BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return copy;
  }
}

package org.saev.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import org.saev.atlas.AtlasExample;

/** Finds the images of examples. */
@FunctionalInterface
public interface ImageProvider {

  /**
   * Finds an image, of any size; the report scales it down.
   *
   * @param example whose image
   * @param image the number of the image in the example, from 0
   * @return the image, or null if there is none
   * @throws IOException if it can't be read
   */
  BufferedImage image(AtlasExample example, int image) throws IOException;
}

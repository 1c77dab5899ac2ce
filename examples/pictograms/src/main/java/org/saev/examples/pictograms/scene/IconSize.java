package org.saev.examples.pictograms.scene;

import java.util.List;
import java.util.Locale;

/** The two sizes that captions can tell apart, each drawn at one of two pixel sizes. */
public enum IconSize {
  /** About a quarter of the picture's width. */
  SMALL(18, 19),
  /** About two fifths of the picture's width. */
  LARGE(26, 27);

  private final List<Integer> pixels;
  private final String word;

  IconSize(int... pixels) {
    this.pixels = List.of(pixels[0], pixels[1]);
    this.word = name().toLowerCase(Locale.ROOT);
  }

  /**
   * The pixel sizes (edge of the icon's square) that count as this size.
   *
   * @return the sizes
   */
  public List<Integer> pixels() {
    return pixels;
  }

  /**
   * The English adjective.
   *
   * @return the word
   */
  public String word() {
    return word;
  }
}

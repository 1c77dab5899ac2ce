package org.saev.examples.pictograms.scene;

import java.util.Locale;

/** The colours of icons. */
public enum IconColor {
  /** Red. */
  RED(220, 40, 40),
  /** Green. */
  GREEN(40, 160, 60),
  /** Blue. */
  BLUE(40, 80, 220),
  /** Yellow. */
  YELLOW(230, 195, 20),
  /** Purple. */
  PURPLE(150, 50, 190),
  /** Orange. */
  ORANGE(245, 130, 20),
  /** Black. */
  BLACK(20, 20, 20),
  /** Cyan. */
  CYAN(30, 195, 205);

  private final int[] rgb;
  private final String word;

  IconColor(int... rgb) {
    this.rgb = rgb;
    this.word = name().toLowerCase(Locale.ROOT);
  }

  /**
   * The English adjective.
   *
   * @return the word
   */
  public String word() {
    return word;
  }

  /** One component of the colour, 0 to 255; channels are red, green, blue. */
  int component(int channel) {
    return rgb[channel];
  }
}

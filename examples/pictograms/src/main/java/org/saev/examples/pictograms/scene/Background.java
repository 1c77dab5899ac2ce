package org.saev.examples.pictograms.scene;

import java.util.Random;

/**
 * A light background: plain, or with a faint texture.
 *
 * @param texture the pattern
 * @param red base colour, 0 to 255
 * @param green base colour, 0 to 255
 * @param blue base colour, 0 to 255
 * @param contrast how much darker the pattern gets, 0 to 255
 * @param period size of the pattern in pixels
 */
public record Background(Texture texture, int red, int green, int blue, int contrast, int period) {
  /** The patterns. */
  public enum Texture {
    /** No pattern. */
    PLAIN,
    /** Darker from top to bottom. */
    GRADIENT,
    /** Diagonal stripes. */
    STRIPES,
    /** A chequerboard. */
    CHECKER,
    /** Dots on a square lattice. */
    DOTS,
    /** Independent grain in each pixel. */
    GRAIN
  }

  private static final int LIGHTEST = 256;
  private static final int COLOR_RANGE = 36;

  static Background random(Random random) {
    Texture[] all = Texture.values();
    Texture texture = random.nextInt(2) == 0 ? Texture.PLAIN : all[random.nextInt(all.length)];
    return new Background(
        texture,
        LIGHTEST - 1 - random.nextInt(COLOR_RANGE),
        LIGHTEST - 1 - random.nextInt(COLOR_RANGE),
        LIGHTEST - 1 - random.nextInt(COLOR_RANGE),
        12 + random.nextInt(20),
        4 + random.nextInt(5));
  }

  /** The colour component (0 red, 1 green, 2 blue) of a pixel, 0 to 255. */
  int component(int channel, int x, int y, long seed) {
    int base = channel == 0 ? red : channel == 1 ? green : blue;
    return Math.max(0, base - darkening(x, y, seed));
  }

  private int darkening(int x, int y, long seed) {
    return switch (texture) {
      case PLAIN -> 0;
      case GRADIENT -> contrast * y / Scene.PIXELS;
      case STRIPES -> (x + y) / period % 2 * contrast;
      case CHECKER -> (x / period + y / period) % 2 * contrast;
      case DOTS -> x % period < 2 && y % period < 2 ? contrast : 0;
      case GRAIN -> (int) Long.remainderUnsigned(Seeds.mix(seed, y * 1009L + x), contrast);
    };
  }
}

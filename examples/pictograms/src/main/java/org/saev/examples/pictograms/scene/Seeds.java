package org.saev.examples.pictograms.scene;

import java.util.Random;

/** Independent seeds from a seed and a number. */
public final class Seeds {
  private Seeds() {}

  /**
   * A well-mixed 64-bit hash of two numbers (the finaliser of MurmurHash3, twice).
   *
   * @param seed a seed
   * @param number what it is for
   * @return a seed of its own
   */
  public static long mix(long seed, long number) {
    return finish(finish(seed + 0x9E3779B97F4A7C15L) ^ number * 0xD1342543DE82EF95L);
  }

  /**
   * A generator whose sequence the Java specification fixes, so that scenes never change.
   *
   * @param seed a seed
   * @param number what it is for
   * @return the generator
   */
  public static Random random(long seed, long number) {
    return new Random(mix(seed, number));
  }

  private static long finish(long value) {
    long h = value;
    h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}

package org.saev.atlas;

import java.util.Arrays;

/**
 * How often a latent fires how strongly: counts in two bins an octave, from {@code 2^-10} to {@code
 * 2^10}, with edges {@code 2^e} and {@code 1.5 · 2^e}. The bins are the same for all latents and
 * exact, so that histograms of parts add up to that of the whole. Immutable.
 */
public final class ActivationHistogram {

  /** The number of bins. */
  public static final int BINS = 40;

  private static final int LOWEST_EXPONENT = -10;

  /** The upper bits of a float: sign, exponent and the first bit of the fraction. */
  private static final int SHIFT = 22;

  private static final int FIRST_KEY = (LOWEST_EXPONENT + 127) * 2;

  private final long[] counts;

  ActivationHistogram(long[] counts) {
    this.counts = counts;
  }

  /**
   * Returns the bin of an activation.
   *
   * @param activation above 0
   * @return from 0; the first bin takes in what is smaller, the last what is larger
   */
  public static int bin(float activation) {
    int key = (Float.floatToRawIntBits(activation) >>> SHIFT) - FIRST_KEY;
    return Math.max(0, Math.min(BINS - 1, key));
  }

  /**
   * Returns the lower edge of a bin.
   *
   * @param bin from 0 to {@link #BINS}, which gives the upper edge of the last bin
   * @return an activation
   */
  public static double edge(int bin) {
    return Math.scalb(1 + bin % 2 / 2.0, LOWEST_EXPONENT + bin / 2);
  }

  /**
   * Returns the tokens of a bin.
   *
   * @param bin from 0
   * @return how many
   */
  public long count(int bin) {
    return counts[bin];
  }

  /**
   * Returns the tokens of all bins.
   *
   * @return how many tokens the latent fired on
   */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public String toString() {
    return "ActivationHistogram" + Arrays.toString(counts);
  }
}

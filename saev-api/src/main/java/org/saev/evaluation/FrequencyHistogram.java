package org.saev.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * How many latents fire how often: bins of equal width in {@code log10(firings / tokens)}.
 *
 * @param never latents that fired on no token: they have no logarithm
 * @param bins by ascending frequency, up to frequency 1; the first holds the rarest latent that one
 *     firing allows
 */
public record FrequencyHistogram(int never, List<Bin> bins) {

  /**
   * The latents of some frequencies.
   *
   * @param low log10 of the frequency that all in the bin exceed; the first bin may hold it
   * @param high log10 of the highest frequency in the bin
   * @param latents how many
   */
  public record Bin(double low, double high, int latents) {}

  /**
   * Copies the list.
   *
   * @param never as above
   * @param bins as above
   */
  public FrequencyHistogram {
    bins = List.copyOf(bins);
  }

  /**
   * Counts.
   *
   * @param firings tokens that each latent fired on
   * @param tokens all tokens, at least as many
   * @param binsPerDecade at least 1
   * @return the histogram
   */
  public static FrequencyHistogram of(long[] firings, long tokens, int binsPerDecade) {
    if (binsPerDecade < 1) {
      throw new IllegalArgumentException(
          "binsPerDecade must be positive, but was " + binsPerDecade);
    }
    int count =
        Math.max(1, (int) Math.ceil(Math.log10((double) Math.max(1, tokens)) * binsPerDecade));
    int[] latents = new int[count];
    int never = 0;
    for (long fired : firings) {
      if (fired < 0 || fired > tokens) {
        throw new IllegalArgumentException(
            "a latent can't have fired on " + fired + " of " + tokens + " tokens");
      }
      if (fired == 0) {
        never++;
      } else {
        double below = -Math.log10((double) fired / tokens) * binsPerDecade;
        latents[Math.max(0, count - 1 - (int) below)]++;
      }
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < count; bin++) {
      double low = (double) (bin - count) / binsPerDecade;
      bins.add(new Bin(low, (double) (bin + 1 - count) / binsPerDecade, latents[bin]));
    }
    return new FrequencyHistogram(never, bins);
  }
}

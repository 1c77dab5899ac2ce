package org.saev.method.evaluation;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.saev.CancelledException;
import org.saev.internal.backend.CpuBackend;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/**
 * Which latents of one autoencoder another one has found, too, such as a training with another
 * seed: latents are matched one to one so that the sum of their decoders' cosines is largest (the
 * assignment problem, solved exactly). A latent whose match would have no positive cosine stays
 * alone, with cosine 0.
 *
 * <p>With many latents, only the nearest candidates of each are weighed, and the matching is the
 * best among these. Compare the result with {@link #withRandom}: in a narrow space, random
 * directions match, too. Immutable.
 *
 * <pre>{@code
 * LatentMatching matching = LatentMatching.between(first, second);
 * Interval stable = matching.shareAbove(0.7, Bootstrap.DEFAULT);
 * }</pre>
 */
public final class LatentMatching {

  private static final int CANDIDATES = 64;
  private static final int BATCH = 1024;

  private final int[] matches;
  private final float[] cosines;

  private LatentMatching(int[] matches, float[] cosines) {
    this.matches = matches;
    this.cosines = cosines;
  }

  /**
   * Matches, weighing the 64 nearest candidates of each latent.
   *
   * @param first an autoencoder
   * @param second another of the same width; may have another number of latents
   * @return a match for each latent of the first
   */
  public static LatentMatching between(SparseAutoencoder first, SparseAutoencoder second) {
    return between(first, second, CANDIDATES);
  }

  /**
   * Matches.
   *
   * @param first an autoencoder
   * @param second another of the same width; may have another number of latents
   * @param candidates the nearest latents of the second that each of the first may be matched with,
   *     at least 1; exact over all pairs where it reaches their number. Memory is {@code 8 ·
   *     candidates} bytes a latent
   * @return a match for each latent of the first
   */
  public static LatentMatching between(
      SparseAutoencoder first, SparseAutoencoder second, int candidates) {
    if (first.width() != second.width()) {
      throw new IllegalArgumentException(
          "autoencoders of width "
              + first.width()
              + " and "
              + second.width()
              + " have no directions in common");
    }
    return between(
        unitRows(first), unitRows(second), first.width(), checked(candidates, second.latents()));
  }

  /**
   * Matches with as many random directions: what a matching gives where there is nothing to find.
   *
   * @param sae an autoencoder
   * @param seed of the directions
   * @return a match for each latent
   */
  public static LatentMatching withRandom(SparseAutoencoder sae, long seed) {
    Random random = new Random(seed);
    int width = sae.width();
    float[] rows = new float[Math.multiplyExact(sae.latents(), width)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    for (int latent = 0; latent < sae.latents(); latent++) {
      normalise(rows, latent * width, width);
    }
    return between(unitRows(sae), rows, width, Math.min(CANDIDATES, sae.latents()));
  }

  private static int checked(int candidates, int latents) {
    if (candidates < 1) {
      throw new IllegalArgumentException("candidates must be positive, but was " + candidates);
    }
    return Math.min(candidates, latents);
  }

  private static LatentMatching between(float[] first, float[] second, int width, int candidates) {
    int latents = first.length / width;
    int others = second.length / width;
    int[] starts = new int[latents + 1];
    int[] columns = new int[Math.multiplyExact(latents, candidates)];
    float[] weights = new float[columns.length];
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, width, others)
            .k(candidates)
            .decoderBiasSubtracted(false)
            .build();
    SaeWeights directions =
        new SaeWeights(config, second, new float[others], second, new float[width]);
    // The largest of many products are what a TopK encoder finds, in the speed of its kernels.
    try (SparseAutoencoder finder = new CpuBackend().open(directions, "cpu", 0)) {
      for (int from = 0; from < latents; from += BATCH) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException("the matching of latents was interrupted", null);
        }
        int to = Math.min(latents, from + BATCH);
        SparseCodes found =
            finder.encode(FloatBuffer.wrap(first, from * width, (to - from) * width));
        for (int row = 0; row < to - from; row++) {
          int end = starts[from + row];
          for (int rank = 0; rank < found.count(row); rank++, end++) {
            columns[end] = found.latent(row, rank);
            weights[end] = found.value(row, rank);
          }
          starts[from + row + 1] = end;
        }
      }
    }
    int[] matches = Assignment.of(others, starts, columns, weights);
    float[] cosines = new float[latents];
    for (int latent = 0; latent < latents; latent++) {
      for (int i = starts[latent]; i < starts[latent + 1]; i++) {
        cosines[latent] = columns[i] == matches[latent] ? weights[i] : cosines[latent];
      }
    }
    return new LatentMatching(matches, cosines);
  }

  private static float[] unitRows(SparseAutoencoder sae) {
    int width = sae.width();
    float[] rows = new float[Math.multiplyExact(sae.latents(), width)];
    for (int latent = 0; latent < sae.latents(); latent++) {
      System.arraycopy(sae.decoderRow(latent), 0, rows, latent * width, width);
      normalise(rows, latent * width, width);
    }
    return rows;
  }

  private static void normalise(float[] rows, int from, int width) {
    double squares = 0;
    for (int i = from; i < from + width; i++) {
      squares += (double) rows[i] * rows[i];
    }
    double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
    for (int i = from; i < from + width; i++) {
      rows[i] *= (float) scale;
    }
  }

  /**
   * Returns the latent of the second autoencoder that a latent of the first is matched with.
   *
   * @param latent from 0
   * @return its match, or -1 if it stays alone
   */
  public int match(int latent) {
    return matches[latent];
  }

  /**
   * Returns the cosine between the decoder rows of a latent and its match.
   *
   * @param latent from 0
   * @return in (0, 1]; 0 if it stays alone
   */
  public float cosine(int latent) {
    return cosines[latent];
  }

  /**
   * Counts the latents of the first autoencoder.
   *
   * @return with and without match
   */
  public int latents() {
    return matches.length;
  }

  /**
   * Computes the mean cosine between a latent and its match.
   *
   * @param bootstrap how the interval is found; draws latents
   * @return over all latents of the first autoencoder
   */
  public Interval mean(Bootstrap bootstrap) {
    double[] values = new double[cosines.length];
    Arrays.setAll(values, latent -> cosines[latent]);
    return bootstrap.mean(values);
  }

  /**
   * Computes the share of latents that have been found again.
   *
   * @param cosine from which on a match counts, such as 0.7
   * @param bootstrap how the interval is found; draws latents
   * @return over all latents of the first autoencoder
   */
  public Interval shareAbove(double cosine, Bootstrap bootstrap) {
    double[] values = new double[cosines.length];
    Arrays.setAll(values, latent -> cosines[latent] >= cosine ? 1 : 0);
    return bootstrap.mean(values);
  }

  @Override
  public String toString() {
    return "LatentMatching[" + matches.length + " latents]";
  }
}

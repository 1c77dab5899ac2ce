package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * The point with the smallest sum of distances to a sample, by Weiszfeld's iteration from the mean:
 * where the decoder bias starts, less moved by outliers than a mean (openai/sparse_autoencoder).
 */
public final class GeometricMedian {
  private static final int MAX_ITERATIONS = 100;
  private static final double TOLERANCE = 1e-5;

  private GeometricMedian() {}

  /**
   * Returns the geometric median of a sample.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param x activations, {@code [tokens, width]} row-major
   * @param tokens number of tokens
   * @param width width of the activations
   * @return the median, {@code [width]}
   * @throws IllegalArgumentException if an activation is not finite; the error names the token
   */
  public static float[] of(Kernel kernel, Workers workers, float[] x, int tokens, int width) {
    Sizes.positive("tokens", tokens);
    Sizes.length("activations", x, tokens, Sizes.positive("width", width));
    for (int t = 0; t < tokens; t++) {
      Sizes.finite(x, t, width);
    }
    Team team = new Team(kernel, workers, width);
    float[] median = new BatchMoments(team, width).mean(x, tokens).clone();
    float[] sums = new float[Sizes.elements("partial sums", Team.chunks(tokens), width)];
    double[] weights = new double[tokens];
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      float[] next = iterate(team, x, tokens, median, weights, sums);
      double moved = kernel.squaredDistance(next, 0, median, 0, width, team.scratch[0].lanes);
      median = next;
      if (Math.sqrt(moved) < TOLERANCE) {
        break;
      }
    }
    return median;
  }

  private static float[] iterate(
      Team team, float[] x, int tokens, float[] median, double[] weights, float[] sums) {
    int width = median.length;
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          Arrays.fill(sums, chunk * width, (chunk + 1) * width, 0f);
          for (int t = from; t < to; t++) {
            float[] lanes = scratch.lanes;
            double square = team.kernel.squaredDistance(x, t * width, median, 0, width, lanes);
            // A token at the median itself would weigh infinitely much.
            float weight = (float) (1 / Math.max(Math.sqrt(square), TOLERANCE));
            weights[t] = weight;
            team.kernel.addScaled(weight, x, t * width, sums, chunk * width, width);
          }
        });
    float[] next = new float[width];
    double total = BatchMoments.sum(weights, tokens);
    BatchMoments.columnSums(sums, Team.chunks(tokens), 1 / total, next);
    return next;
  }
}

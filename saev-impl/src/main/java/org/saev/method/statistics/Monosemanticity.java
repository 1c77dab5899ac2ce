package org.saev.method.statistics;

/**
 * The monosemanticity score of a latent (Pach et al. 2025, arXiv 2504.02821): how much alike the
 * inputs are that it fires on, {@code sum_{i<j} a_i a_j cos(e_i, e_j) / sum_{i<j} a_i a_j}, with
 * {@code e_i} the embedding of input i and {@code a_i} the latent's activation on it, scaled so
 * that the lowest is 0 and the highest 1.
 *
 * <p>Computed as {@code (|sum a_i e_i|² - sum a_i²) / ((sum a_i)² - sum a_i²)} over unit
 * embeddings, in O(inputs · width) without a loop over pairs.
 */
public final class Monosemanticity {

  private Monosemanticity() {}

  /**
   * Computes the score.
   *
   * @param embeddings [inputs, width], row-major; any norms; a zero embedding has cosine 0 with
   *     every other
   * @param width floats an embedding
   * @param activations [inputs], finite
   * @return in [-1, 1]; NaN where fewer than two inputs have an activation above the lowest
   */
  public static double score(float[] embeddings, int width, float[] activations) {
    if (width < 1 || embeddings.length != (long) activations.length * width) {
      throw new IllegalArgumentException(
          activations.length
              + " activations need as many embeddings of width "
              + width
              + ", but there are "
              + embeddings.length
              + " floats");
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float a : activations) {
      if (!Float.isFinite(a)) {
        throw new IllegalArgumentException("activations must be finite, but one was " + a);
      }
      low = Math.min(low, a);
      high = Math.max(high, a);
    }
    return high > low ? score(embeddings, width, activations, low, high - low) : Double.NaN;
  }

  private static double score(
      float[] embeddings, int width, float[] activations, double low, double range) {
    double[] weighted = new double[width];
    double ownPairs = 0;
    double squares = 0;
    double sum = 0;
    int firing = 0;
    for (int i = 0; i < activations.length; i++) {
      double a = (activations[i] - low) / range;
      double norm = norm(embeddings, i * width, width);
      firing += a > 0 ? 1 : 0;
      sum += a;
      squares += a * a;
      if (norm > 0) {
        ownPairs += a * a;
        for (int d = 0; d < width; d++) {
          weighted[d] += a / norm * embeddings[i * width + d];
        }
      }
    }
    double length = 0;
    for (double w : weighted) {
      length += w * w;
    }
    return firing < 2 ? Double.NaN : (length - ownPairs) / (sum * sum - squares);
  }

  private static double norm(float[] values, int from, int length) {
    double squares = 0;
    for (int i = from; i < from + length; i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }
}

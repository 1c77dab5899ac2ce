package org.saev.store;

/**
 * Euclidean norms of ordinary tokens.
 *
 * @param tokens how many
 * @param sum of their norms
 */
record ActivationNorms(long tokens, double sum) {

  static final ActivationNorms NONE = new ActivationNorms(0, 0);

  ActivationNorms plus(ActivationNorms other) {
    return new ActivationNorms(tokens + other.tokens, sum + other.sum);
  }

  /** The scale that gives tokens a mean norm of sqrt(width). */
  double scale(int width) {
    return Math.sqrt(width) * tokens / sum;
  }

  boolean hasScale() {
    return sum > 0 && Double.isFinite(sum);
  }
}

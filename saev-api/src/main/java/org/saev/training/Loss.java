package org.saev.training;

/** The reconstruction loss of a batch of n tokens. */
public enum Loss {
  /**
   * {@code sum (x - x^)² / sum (x - mean(x))²} over the batch: sparsify's loss, and the default.
   */
  FVU,
  /** {@code 1/n · sum (x - x^)²}: the loss of dictionary_learning and SAELens. */
  SQUARED_ERROR,
  /**
   * {@link #SQUARED_ERROR} over a constant, the mean of {@code ||x - mean(x)||²} on the first
   * batch: the loss of openai/sparse_autoencoder's training.
   */
  NORMALIZED_MSE,
  /**
   * {@code 1/n · sum_t ||x_t - x^_t||² / ||x_t||²}: the {@code normalized_mean_squared_error} of
   * openai/sparse_autoencoder.
   */
  NORMALIZED_MSE_PER_TOKEN
}

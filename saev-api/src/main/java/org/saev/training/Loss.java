package org.saev.training;

/** The reconstruction loss of a batch of n tokens. */
public enum Loss {
  /**
   * {@code sum (x - x^)² / sum (x - mean(x))²} over the batch: sparsify's loss, and the default.
   */
  FVU,
  /** {@code 1/n · sum (x - x^)²}: the loss of dictionary_learning and SAELens. */
  SQUARED_ERROR
}

package org.saev.internal.cpu;

/** The reconstruction losses that trainers of sparse autoencoders use. */
public enum Loss {
  /** {@code Σ ||x - x^||² / Σ ||x - mean(x)||²}, sums over the batch: sparsify. */
  FVU,

  /** Mean over tokens of {@code ||x - x^||²}: dictionary_learning, SAELens. */
  MSE_SUM_PER_TOKEN,

  /**
   * {@link #MSE_SUM_PER_TOKEN} over a constant, the mean of {@code ||x - mean(x)||²} on a sample:
   * OpenAI.
   */
  NORMALIZED_MSE
}

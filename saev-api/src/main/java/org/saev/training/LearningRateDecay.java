package org.saev.training;

/** What happens to the learning rate after warm-up. */
public enum LearningRateDecay {
  /** It stays. */
  CONSTANT,
  /** It falls linearly to 0 over the last fifth of the steps (Gao et al. 2024); the default. */
  LINEAR_LAST_FIFTH,
  /** It falls linearly to 0 from the end of the warm-up on: sparsify. */
  LINEAR,
  /** It falls to a tenth on half a cosine, from the end of the warm-up on: SAELens' cosine. */
  COSINE_TO_TENTH;

  double factor(int step, int warmupSteps, int totalSteps) {
    double left = Math.min(1, (totalSteps - step) / (double) Math.max(1, totalSteps - warmupSteps));
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR_LAST_FIFTH -> Math.min(1.0, (totalSteps - step) / (totalSteps / 5.0));
      case LINEAR -> left;
      case COSINE_TO_TENTH -> 0.1 + 0.45 * (1 - StrictMath.cos(Math.PI * left));
    };
  }
}

package org.saev.internal.cpu;

/**
 * What a TopK training step computes.
 *
 * @param k latents kept a token
 * @param loss reconstruction loss
 * @param lossVariance the constant of {@link Loss#NORMALIZED_MSE}: mean over tokens of {@code ||x -
 *     mean(x)||²}; not used by other losses
 * @param auxK dead latents that reconstruct the residual, a token; 0 for no auxiliary loss
 * @param auxWeight weight of the auxiliary loss
 * @param deadAfterTokens a latent is dead when it has not fired for more tokens than this
 * @param projectGradient whether the part of the decoder's gradient along each row is removed
 * @param normalizeDecoder whether each decoder row is brought back to unit norm when it has moved
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param epsilon Adam's epsilon
 */
public record TopKTrainingConfig(
    int k,
    Loss loss,
    double lossVariance,
    int auxK,
    double auxWeight,
    long deadAfterTokens,
    boolean projectGradient,
    boolean normalizeDecoder,
    double beta1,
    double beta2,
    double epsilon) {

  /** Checks the values. */
  public TopKTrainingConfig {
    Sizes.positive("k", k);
    if (loss == Loss.NORMALIZED_MSE && !(lossVariance > 0 && Double.isFinite(lossVariance))) {
      throw new IllegalArgumentException(
          "lossVariance must be positive and finite, but was " + lossVariance);
    }
    if (auxK < 0) {
      throw new IllegalArgumentException("auxK must not be negative, but was " + auxK);
    }
    if (!(auxWeight >= 0 && Double.isFinite(auxWeight))) {
      throw new IllegalArgumentException(
          "auxWeight must be finite and not negative, but was " + auxWeight);
    }
    if (deadAfterTokens < 0) {
      throw new IllegalArgumentException(
          "deadAfterTokens must not be negative, but was " + deadAfterTokens);
    }
    checkDecay("beta1", beta1);
    checkDecay("beta2", beta2);
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("epsilon must be positive and finite, but was " + epsilon);
    }
  }

  /**
   * Returns the usual configuration: FVU, AuxK of half the width with weight 1/32 after 10,000,000
   * tokens, unit-norm decoder, Adam with 0.9, 0.999, 1e-8.
   *
   * @param width width of the activations
   * @param k latents kept a token
   * @return the configuration
   */
  public static TopKTrainingConfig of(int width, int k) {
    int auxK = Math.max(1, width / 2);
    return new TopKTrainingConfig(
        k, Loss.FVU, Double.NaN, auxK, 1.0 / 32, 10_000_000, true, true, 0.9, 0.999, 1e-8);
  }

  private static void checkDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but was " + value);
    }
  }
}

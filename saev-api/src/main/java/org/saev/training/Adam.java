package org.saev.training;

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it: {@code θ -= rate · m^ / (sqrt(v^) + epsilon)}
 * with bias-corrected moments.
 *
 * @param beta1 decay of the first moment; default 0.9
 * @param beta2 decay of the second moment; default 0.999
 * @param epsilon added to the root of the second moment; default 1e-8
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

  /** 0.9, 0.999, 1e-8. */
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8);

  /**
   * Checks the ranges.
   *
   * @param beta1 as above
   * @param beta2 as above
   * @param epsilon as above
   */
  public Adam {
    if (!(beta1 >= 0 && beta1 < 1)) {
      throw new IllegalArgumentException("beta1 must lie in [0, 1), but was " + beta1);
    }
    if (!(beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("beta2 must lie in [0, 1), but was " + beta2);
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be positive, but was " + epsilon);
    }
  }
}

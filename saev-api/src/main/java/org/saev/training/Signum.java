package org.saev.training;

/**
 * Sign descent with momentum (Bernstein et al. 2018, arXiv 1802.04434): {@code m ← β·m + (1-β)·g},
 * {@code θ -= rate · sign(m)}. Half of Adam's memory. Every parameter moves by the whole rate in
 * every step, so set {@link Trainer#learningRate} and let it decay.
 *
 * @param beta decay of the momentum; default 0.9; 0 for plain sign descent
 */
public record Signum(double beta) implements Optimizer {

  /** 0.9. */
  public static final Signum DEFAULT = new Signum(0.9);

  /**
   * Checks the range.
   *
   * @param beta as above
   */
  public Signum {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException("beta must lie in [0, 1), but was " + beta);
    }
  }
}

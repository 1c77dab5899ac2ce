package org.saev.training;

/**
 * A constant that activations are multiplied by during training, folded into the weights at the
 * end.
 */
public enum ActivationScaling {
  /** 1; the default. */
  NONE,
  /** {@code sqrt(width) / mean ||x||} over a sample of the tokens that are trained on. */
  UNIT_MEAN_SQUARE
}

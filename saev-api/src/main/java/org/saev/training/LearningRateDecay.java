package org.saev.training;

/** What happens to the learning rate after warm-up. */
public enum LearningRateDecay {
  /** It stays; the default. */
  CONSTANT,
  /** It falls linearly to 0 over the last fifth of the steps. */
  LINEAR_LAST_FIFTH
}

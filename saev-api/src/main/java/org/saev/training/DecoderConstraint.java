package org.saev.training;

import java.util.Objects;

/**
 * How decoder rows are kept at unit norm.
 *
 * @param projection what is taken out of their gradient
 * @param normalization when rows are brought back to unit norm
 */
public record DecoderConstraint(Projection projection, Normalization normalization) {

  /** The part of a row's gradient along the row that is removed before the optimiser's step. */
  public enum Projection {
    /** Nothing is removed. */
    NONE,
    /** {@code g -= (g·w) w}, exact for rows of unit norm; the default. */
    PARALLEL,
    /** {@code g -= (g·u) u} with {@code u = w / (||w|| + 1e-6)}: dictionary_learning. */
    PARALLEL_WITH_EPSILON
  }

  /** When decoder rows are divided by their norm. */
  public enum Normalization {
    /** Never. */
    NONE,
    /** After the gradient was computed, before projection and step: OpenAI. */
    BEFORE_STEP,
    /** After the step: dictionary_learning; the default. */
    AFTER_STEP,
    /**
     * When the next step begins: sparsify. The rows of the finished autoencoder are not of unit
     * norm. Costs one more pass over the decoder a step.
     */
    AT_NEXT_STEP
  }

  /** Rows of unit norm: gradients are projected, rows normalised after the step; the default. */
  public static final DecoderConstraint UNIT_NORM =
      new DecoderConstraint(Projection.PARALLEL, Normalization.AFTER_STEP);

  /** No constraint. */
  public static final DecoderConstraint NONE =
      new DecoderConstraint(Projection.NONE, Normalization.NONE);

  /**
   * Checks that both are there.
   *
   * @param projection as above
   * @param normalization as above
   */
  public DecoderConstraint {
    Objects.requireNonNull(projection, "projection");
    Objects.requireNonNull(normalization, "normalization");
  }
}

package org.saev.method;

import java.util.Objects;

/**
 * How a score counts.
 *
 * @param bound delta: a latent counts as active where its activation exceeds this; 1 in the paper.
 *     It is in the units of the codes, so other autoencoders may want another
 * @param normalization what the score is divided by; none in the paper
 */
public record ScoreOptions(double bound, Normalization normalization) {

  /** As in the paper: bound 1, no normalisation. */
  public static final ScoreOptions DEFAULT = new ScoreOptions(1, Normalization.NONE);

  /**
   * Checks the range.
   *
   * @param bound 0 or more
   * @param normalization as above
   */
  public ScoreOptions {
    if (!(bound >= 0)) {
      throw new IllegalArgumentException("bound must be 0 or more, but was " + bound);
    }
    Objects.requireNonNull(normalization, "normalization");
  }

  /**
   * The same with another bound.
   *
   * @param value 0 or more; 0 counts every latent that fires
   * @return a changed copy
   */
  public ScoreOptions bound(double value) {
    return new ScoreOptions(value, normalization);
  }

  /**
   * The same with another normalisation.
   *
   * @param value what the score is divided by
   * @return a changed copy
   */
  public ScoreOptions normalization(Normalization value) {
    return new ScoreOptions(bound, value);
  }
}

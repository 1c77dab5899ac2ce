package org.saev.training;

/**
 * How k gets to its value: linearly from a larger one. More latents get gradients in the first
 * steps, and fewer die.
 *
 * @param start k of the first step
 * @param steps the step from which k has its value; 0 for a constant k
 */
public record KSchedule(int start, int steps) {

  /** k is the same in all steps; the default. */
  public static final KSchedule CONSTANT = new KSchedule(1, 0);

  /**
   * Checks the ranges.
   *
   * @param start as above
   * @param steps as above
   */
  public KSchedule {
    if (start < 1) {
      throw new IllegalArgumentException("k must start at 1 or more, but was " + start);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps must not be negative, but were " + steps);
    }
  }

  /**
   * Returns k of a step.
   *
   * @param k the value at the end
   * @param step from 0
   * @return {@code round(start + (k - start)·step/steps)}, then k
   */
  public int at(int k, long step) {
    return step >= steps ? k : (int) Math.round(start + (double) (k - start) * step / steps);
  }
}

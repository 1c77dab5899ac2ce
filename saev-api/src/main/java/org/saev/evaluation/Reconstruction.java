package org.saev.evaluation;

/**
 * How well some tokens are reconstructed.
 *
 * @param tokens how many
 * @param fvu fraction of variance unexplained, {@code sum (x - x^)² / sum (x - mean(x))²}, the mean
 *     taken over all these tokens; NaN without variance
 * @param l0 mean active latents a token
 * @param l1 mean sum of activations a token
 * @param deadLatents latents that fired on none of these tokens
 * @param denseLatents latents that fired on more than a tenth of these tokens
 */
public record Reconstruction(
    long tokens, double fvu, double l0, double l1, int deadLatents, int denseLatents) {

  /**
   * Returns the explained variance.
   *
   * @return {@code 1 - fvu}
   */
  public double explainedVariance() {
    return 1 - fvu;
  }
}

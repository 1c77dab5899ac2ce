package org.saev.training;

import java.util.OptionalInt;

/**
 * The auxiliary loss that revives dead latents (Gao et al. 2024, appendix A.2): the residual {@code
 * e = x - x^} is reconstructed from the strongest of the dead latents.
 *
 * @param weight of the auxiliary loss beside the reconstruction loss; 0 switches it off; default
 *     1/32
 * @param k how many dead latents a token may use; default width / 2
 * @param deadAfterTokens a latent is dead when more tokens than this went by since it fired;
 *     default 10,000,000
 */
public record AuxK(double weight, OptionalInt k, long deadAfterTokens) {

  /** Weight 1/32, k = width / 2, dead after 10,000,000 tokens. */
  public static final AuxK DEFAULT = new AuxK(1.0 / 32, OptionalInt.empty(), 10_000_000L);

  /** No auxiliary loss; latents still count as dead after 10,000,000 tokens in reports. */
  public static final AuxK OFF = new AuxK(0, OptionalInt.empty(), 10_000_000L);

  /**
   * Checks the ranges.
   *
   * @param weight as above
   * @param k as above
   * @param deadAfterTokens as above
   */
  public AuxK {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("AuxK weight must be 0 or more, but was " + weight);
    }
    if (k.isPresent() && k.getAsInt() < 1) {
      throw new IllegalArgumentException("AuxK k must be positive, but was " + k.getAsInt());
    }
    if (deadAfterTokens < 1) {
      throw new IllegalArgumentException(
          "deadAfterTokens must be positive, but was " + deadAfterTokens);
    }
  }

  /**
   * The same with another threshold.
   *
   * @param tokens a latent is dead when more tokens than this went by since it fired
   * @return a changed copy
   */
  public AuxK deadAfterTokens(long tokens) {
    return new AuxK(weight, k, tokens);
  }
}

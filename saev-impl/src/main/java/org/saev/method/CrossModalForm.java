package org.saev.method;

/** How the weight of a latent is computed from the tokens that it fires on most strongly. */
public enum CrossModalForm {
  /**
   * {@code w_k = 1/K · sum_{i=1..K} cos(h[T_k(i)], h[V_k(i)])}, where {@code T_k} and {@code V_k}
   * are the K text and image tokens of largest {@code z_k}: the i-th best with the i-th best.
   * Equation 7 of the paper [paper]; the default.
   */
  RANK_PAIRED,
  /**
   * The mean cosine over all K × K pairs of the K best text and image tokens among the M strongest
   * tokens of either modality, counting a token for its L strongest latents only [code].
   */
  ALL_PAIRS
}

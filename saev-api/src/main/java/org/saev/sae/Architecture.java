package org.saev.sae;

/** How a sparse autoencoder turns pre-activations {@code pre = x·W_encᵀ + b_enc} into codes. */
public enum Architecture {
  /** The k largest pre-activations of each token, then ReLU (Gao et al. 2024, arXiv 2406.04093). */
  TOPK,
  /**
   * Trained on the k·n largest of a batch; at inference a fixed threshold (Bussmann et al. 2024,
   * arXiv 2412.06410).
   */
  BATCH_TOPK,
  /** {@code ReLU(pre)}, trained with an L1 penalty: the architecture of the published SAE-V. */
  RELU,
  /** {@code pre} where it exceeds a threshold a latent, else 0 (Rajamanoharan et al. 2024b). */
  JUMP_RELU,
  /** A gate chooses the active latents, a magnitude their values (Rajamanoharan et al. 2024a). */
  GATED,
  /** BatchTopK with losses on nested prefixes of the latents (Bussmann et al. 2025). */
  MATRYOSHKA_BATCH_TOPK
}

package org.saev.internal.cpu;

import java.util.List;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** What a batch's reconstruction left over, and what its gradients need. */
interface Residuals {
  /** Makes those of an architecture. */
  static Residuals of(Team team, TrainingConfig config, int width) {
    if (config.architecture() instanceof TrainedArchitecture.BatchTopK batch) {
      List<Integer> groups = batch.groups();
      if (!groups.isEmpty()) {
        return new NestedReconstruction(team, groups, batch.weights(), width);
      }
    }
    return new Reconstruction(team, width);
  }

  /**
   * Reconstructs a batch: {@code residual = x^ - x} with {@code x^ = Σ z·W_dec + b_dec}.
   *
   * @param x {@code [tokens, width]}
   * @param tokenWeights weight of each token's loss, or null for 1
   */
  void ofInput(Codes codes, TrainingState state, float[] x, float[] tokenWeights);

  /** Returns the residuals of all latents together, {@code [tokens, width]}. */
  float[] full();

  /** Returns the residuals that a latent's gradient is summed from, {@code [tokens, width]}. */
  float[] of(int latent);

  /** Returns {@code <of(latent)[token], decoder row>} of each entry of the codes. */
  float[] dots();

  /** Returns the number of tokens. */
  int tokens();

  /** Returns {@code ||full[token]||²}. */
  double square(int token);

  /** Returns what a token adds to the loss, before weights and divisor. */
  double loss(int token);

  /** Writes {@code factor·Σ_t weight_t·of(0)[t]}: the gradient of the decoder's bias. */
  void columnSums(double factor, float[] out);
}

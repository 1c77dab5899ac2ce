package org.saev.internal.cpu;

import org.saev.training.TrainedArchitecture;

/** A sparsity penalty beside the reconstruction loss. */
interface Penalty {
  /** Makes that of an architecture; null for those without one. */
  static Penalty of(Team team, TrainedArchitecture architecture, TrainingState state) {
    if (architecture instanceof TrainedArchitecture.ReluL1 relu) {
      return new L1Penalty(team, relu, state);
    }
    if (architecture instanceof TrainedArchitecture.JumpRelu jump) {
      return new L0Penalty(team, jump, state);
    }
    return null;
  }

  /**
   * Computes the penalty of a batch, and adds its gradient to that of the activations.
   *
   * @param codes the batch's codes
   * @param entries the same by latent
   * @param step steps done before
   * @return the penalty, weighted
   */
  double apply(Codes codes, EntriesByLatent entries, int tokens, long step);

  /** Returns what a latent's decoder row is multiplied by to be the penalty's gradient of it. */
  float pull(int latent);

  /** Returns the squared norm of the gradient of parameters that only the penalty has. */
  default double squaredNorm() {
    return 0;
  }

  /** Updates the parameters that only the penalty has, with their gradient times a factor. */
  default void update(ParameterStep step, float factor) {}

  /** Returns a weight that rises linearly over the first steps. */
  static double warm(double weight, int warmupSteps, long step) {
    return step < warmupSteps ? weight * (step + 1) / warmupSteps : weight;
  }
}

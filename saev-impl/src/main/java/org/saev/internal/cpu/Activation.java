package org.saev.internal.cpu;

import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** Finds the latents that fire for each token of a training batch. */
interface Activation {
  /** Makes that of an architecture. */
  static Activation of(Team team, TrainingConfig config, TrainingState state) {
    TrainedArchitecture architecture = config.architecture();
    if (architecture instanceof TrainedArchitecture.BatchTopK batch) {
      return new BatchTopKActivation(team, config, batch, state.width());
    }
    if (architecture instanceof TrainedArchitecture.JumpRelu jump) {
      return new JumpReluActivation(team, jump, state);
    }
    if (architecture instanceof TrainedArchitecture.ReluL1) {
      return new ReluActivation(team, state);
    }
    return new TopKActivation(team, config, state.width());
  }

  /**
   * Encodes a batch.
   *
   * @param step steps done before
   * @return the activations that are decoded; overwritten by the next call
   */
  Codes run(Panels panels, EncoderView encoder, long step);

  /** Writes what was learnt from the last batch into the state, when its update begins. */
  default void commit(TrainingState state) {}
}

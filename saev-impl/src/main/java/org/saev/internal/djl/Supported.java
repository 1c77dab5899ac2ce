package org.saev.internal.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.saev.SaevException;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** What the programs can do. */
final class Supported {

  private Supported() {}

  /** Returns what they can't do of a training, or empty if they can do it. */
  static Optional<String> problem(TrainingConfig config) {
    List<String> unknown = new ArrayList<>();
    if (!(config.architecture() instanceof TrainedArchitecture.TopK)) {
      unknown.add("architecture " + config.architecture());
    }
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the DJL back end can't train with " + String.join(", ", unknown) + ", only TopK");
  }

  /** Returns why they can't run an autoencoder, or empty if they can. */
  static Optional<String> problem(SaeConfig config) {
    return config.architecture() == Architecture.TOPK
        ? Optional.empty()
        : Optional.of("the DJL back end runs TOPK autoencoders, but this is " + config);
  }

  /** Refuses, where there is a problem. */
  static void require(Optional<String> problem) {
    if (problem.isPresent()) {
      throw new SaevException(problem.get() + "; use the device 'cpu'");
    }
  }
}

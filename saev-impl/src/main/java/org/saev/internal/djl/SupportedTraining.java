package org.saev.internal.djl;

import java.util.ArrayList;
import java.util.List;
import org.saev.SaevException;
import org.saev.training.Adam;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** Refuses what the program can't do. */
final class SupportedTraining {

  private SupportedTraining() {}

  static void require(TrainingConfig config) {
    List<String> unknown = new ArrayList<>();
    if (!(config.architecture() instanceof TrainedArchitecture.TopK)) {
      unknown.add("architecture " + config.architecture());
    }
    if (!(config.optimizer() instanceof Adam)) {
      unknown.add("optimizer " + config.optimizer());
    }
    if (!unknown.isEmpty()) {
      throw new SaevException(
          "the DJL back end can't train with "
              + String.join(", ", unknown)
              + ", only TopK with Adam; train on the device 'cpu', or leave that at its default");
    }
  }
}

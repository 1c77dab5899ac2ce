package org.saev.internal.djl;

import java.util.ArrayList;
import java.util.List;
import org.saev.SaevException;
import org.saev.internal.djl.ProgramSource.Training;
import org.saev.training.Adam;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.Encoding;
import org.saev.training.Loss;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** Turns a configuration into the program's settings, and refuses what the program can't do. */
final class SupportedTraining {

  private SupportedTraining() {}

  static Training of(TrainingConfig config, int width) {
    require(config);
    Adam adam = (Adam) config.optimizer();
    AuxK aux = config.auxK();
    return new Training(
        config.loss() == Loss.FVU,
        aux.kFor(width),
        aux.weight(),
        aux.deadAfterTokens(),
        adam.beta1(),
        adam.beta2(),
        adam.epsilon());
  }

  private static void require(TrainingConfig config) {
    List<String> unknown = new ArrayList<>();
    AuxK aux = config.auxK();
    note(
        unknown,
        "architecture",
        config.architecture(),
        config.architecture() instanceof TrainedArchitecture.TopK);
    note(unknown, "optimizer", config.optimizer(), config.optimizer() instanceof Adam);
    note(
        unknown,
        "maxGradientNorm",
        config.maxGradientNorm(),
        config.maxGradientNorm() == Double.POSITIVE_INFINITY);
    note(
        unknown,
        "loss",
        config.loss(),
        config.loss() == Loss.FVU || config.loss() == Loss.SQUARED_ERROR);
    note(unknown, "encoding", config.encoding(), config.encoding().equals(Encoding.DEFAULT));
    note(
        unknown, "decoder", config.decoder(), config.decoder().equals(DecoderConstraint.UNIT_NORM));
    boolean usual =
        aux.deadTest() == AuxK.DEFAULT.deadTest()
            && aux.divisor() == AuxK.DEFAULT.divisor()
            && aux.scaledByDeadShare()
            && !aux.decoderBias()
            && aux.rectified();
    note(unknown, "auxK", aux, usual || aux.equals(AuxK.OFF));
    if (!unknown.isEmpty()) {
      throw new SaevException(
          "the DJL back end can't train with "
              + String.join(", ", unknown)
              + "; train on the device 'cpu', or leave that at its default");
    }
  }

  private static void note(List<String> unknown, String name, Object value, boolean known) {
    if (!known) {
      unknown.add(name + " " + value);
    }
  }
}

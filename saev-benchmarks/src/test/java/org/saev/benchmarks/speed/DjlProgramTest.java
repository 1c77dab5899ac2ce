package org.saev.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.internal.cpu.AdamParameter;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.TrainingState;
import org.saev.internal.cpu.TrainingStep;
import org.saev.internal.cpu.Workers;
import org.saev.training.TrainingConfig;

/** The programs that are timed against each other train the same autoencoder. */
class DjlProgramTest {
  private static final int STEPS = 5;

  private final Size size = new Size("test", 256, 48, 160, 7);
  private final Problem problem = new Problem(size, 2);

  @Test
  void bestProgram_givesTheParametersOfTheLibrary() {
    TrainingState state = state();
    TrainingStep step = step(state);
    try (DjlProgram program = new TorchScriptDjl(problem)) {
      for (int i = 0; i < STEPS; i++) {
        double loss =
            step.step(problem.batches[i % 2], size.tokens(), DjlProgram.LEARNING_RATE).fvu();
        assertThat(program.step(program.batches[i % 2])).isCloseTo(loss, within(1e-5 * loss));
      }
      float[][] ours = {
        state.encoder().value(),
        state.encoderBias().value(),
        state.decoder().value(),
        state.decoderBias().value()
      };
      float[][] theirs = {
        program.encoder.toFloatArray(),
        program.encoderBias.toFloatArray(),
        program.decoder.toFloatArray(),
        program.decoderBias.toFloatArray()
      };
      for (int p = 0; p < ours.length; p++) {
        float[] start =
            p == 1 ? problem.encoderBias : p == 3 ? problem.decoderBias : problem.encoder;
        double apart = 0;
        double moved = 0;
        for (int i = 0; i < start.length; i++) {
          apart = Math.max(apart, Math.abs(ours[p][i] - theirs[p][i]));
          moved = Math.max(moved, Math.abs(ours[p][i] - start[i]));
        }
        assertThat(moved).isGreaterThan(DjlProgram.LEARNING_RATE);
        assertThat(apart).isLessThan(0.03 * moved);
      }
    }
  }

  @Test
  void obviousProgram_losesWhatTheLibraryLoses() {
    TrainingStep step = step(state());
    try (DjlProgram program = new ObviousDjl(problem)) {
      for (int i = 0; i < STEPS; i++) {
        double loss =
            step.step(problem.batches[i % 2], size.tokens(), DjlProgram.LEARNING_RATE).fvu();
        assertThat(program.step(program.batches[i % 2])).isCloseTo(loss, within(1e-4 * loss));
      }
    }
  }

  private TrainingState state() {
    return new TrainingState(
        AdamParameter.startingAt(problem.encoder.clone()),
        AdamParameter.startingAt(problem.encoderBias.clone()),
        AdamParameter.startingAt(problem.encoder.clone()),
        AdamParameter.startingAt(problem.decoderBias.clone()),
        null,
        new long[size.latents()]);
  }

  private TrainingStep step(TrainingState state) {
    TrainingConfig config = Saev.trainer().latents(size.latents()).k(size.k()).config();
    return new TrainingStep(Kernels.chosen(), Workers.shared(), config, state);
  }
}

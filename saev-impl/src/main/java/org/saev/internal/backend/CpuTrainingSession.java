package org.saev.internal.backend;

import java.util.Map;
import org.saev.SaevException;
import org.saev.internal.cpu.AdamParameter;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Loss;
import org.saev.internal.cpu.StepStats;
import org.saev.internal.cpu.TopKTrainingConfig;
import org.saev.internal.cpu.TopKTrainingStep;
import org.saev.internal.cpu.TrainingState;
import org.saev.internal.cpu.Workers;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.Adam;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.Encoding;
import org.saev.training.KSchedule;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/** A training on the CPU: the fused step, and its state by name. */
final class CpuTrainingSession implements TrainingSession {

  private static final String SINCE_FIRED = "tokens_since_fired";
  private static final String STEP = "step";

  private final SaeConfig model;
  private final TopKTrainingConfig config;
  private final Kernel kernel;
  private final Workers workers;
  private TrainingState state;
  private TopKTrainingStep step;

  CpuTrainingSession(SaeWeights weights, TrainingConfig training, Kernel kernel, Workers workers) {
    this.model = weights.config();
    this.config = configOf(training, model.width());
    this.kernel = kernel;
    this.workers = workers;
    begin(
        new TrainingState(
            AdamParameter.startingAt(weights.encoder()),
            AdamParameter.startingAt(weights.encoderBias()),
            AdamParameter.startingAt(weights.decoder()),
            AdamParameter.startingAt(weights.decoderBias()),
            new long[model.latents()]));
  }

  @Override
  public StepReport step(float[] batch, int tokens, double learningRate) {
    // A step is short: the caller sees an interrupt between two of them, and none is left half
    // done.
    boolean interrupted = Thread.interrupted();
    try {
      StepStats stats = step.step(batch, tokens, learningRate);
      return new StepReport(
          stats.loss() + config.auxWeight() * stats.auxLoss(),
          stats.fvu(),
          stats.l0(),
          stats.auxLoss(),
          stats.deadLatents());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public SessionState state() {
    return new SessionState(
        state.arrays(),
        Map.of(SINCE_FIRED, state.tokensSinceFired(), STEP, new long[] {state.step()}));
  }

  @Override
  public void restore(SessionState saved) {
    // Let go of the old arrays first: two states may not fit into memory.
    state = null;
    step = null;
    TrainingState restored = TrainingState.of(saved.floats(), saved.longs().get(SINCE_FIRED));
    restored.step(saved.longs().get(STEP)[0]);
    begin(restored);
  }

  private void begin(TrainingState from) {
    state = from;
    step = new TopKTrainingStep(kernel, workers, config, from);
  }

  @Override
  public SaeWeights weights() {
    return new SaeWeights(
        model,
        state.encoder().value(),
        state.encoderBias().value(),
        state.decoder().value(),
        state.decoderBias().value());
  }

  @Override
  public void close() {
    if (workers != Workers.shared()) {
      workers.close();
    }
  }

  private static TopKTrainingConfig configOf(TrainingConfig training, int width) {
    requireKnown(training);
    Adam adam = (Adam) training.optimizer();
    return new TopKTrainingConfig(
        training.k(),
        switch (training.loss()) {
          case FVU -> Loss.FVU;
          case SQUARED_ERROR -> Loss.MSE_SUM_PER_TOKEN;
          default -> throw new SaevException("the CPU back end doesn't know this loss yet");
        },
        Double.NaN,
        training.auxK().weight() == 0 ? 0 : training.auxK().kFor(width),
        training.auxK().weight(),
        training.auxK().deadAfterTokens(),
        true,
        true,
        adam.beta1(),
        adam.beta2(),
        adam.epsilon());
  }

  /** Refuses what isn't computed yet, so that nothing else is trained than was asked for. */
  private static void requireKnown(TrainingConfig training) {
    if (!training.decoder().equals(DecoderConstraint.UNIT_NORM)
        || !training.encoding().equals(Encoding.DEFAULT)
        || !training.kSchedule().equals(KSchedule.CONSTANT)
        || training.maxGradientNorm() != Double.POSITIVE_INFINITY
        || !(training.architecture() instanceof TrainedArchitecture.TopK)
        || !(training.optimizer() instanceof Adam)
        || training.auxK().deadTest() != AuxK.DEFAULT.deadTest()
        || training.auxK().divisor() != AuxK.DEFAULT.divisor()
        || !training.auxK().scaledByDeadShare()
        || training.auxK().decoderBias()
        || !training.auxK().rectified()) {
      throw new SaevException("the CPU back end can't train this configuration yet: " + training);
    }
  }
}

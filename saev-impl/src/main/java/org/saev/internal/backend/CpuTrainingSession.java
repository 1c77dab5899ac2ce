package org.saev.internal.backend;

import java.util.Map;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.StepStats;
import org.saev.internal.cpu.TrainingState;
import org.saev.internal.cpu.TrainingStep;
import org.saev.internal.cpu.Workers;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;

/** A training on the CPU: the fused step, and its state by name. */
final class CpuTrainingSession implements TrainingSession {

  private static final String SINCE_FIRED = "tokens_since_fired";
  private static final String STEP = "step";

  private final SaeConfig model;
  private final TrainingConfig config;
  private final Kernel kernel;
  private final Workers workers;
  private TrainingState state;
  private TrainingStep step;

  CpuTrainingSession(SaeWeights weights, TrainingConfig training, Kernel kernel, Workers workers) {
    this.model = weights.config();
    this.config = training;
    this.kernel = kernel;
    this.workers = workers;
    begin(TrainingState.start(weights, training));
  }

  @Override
  public StepReport step(float[] batch, int tokens, double learningRate) {
    // A step is short: the caller sees an interrupt between two of them, and none is left half
    // done.
    boolean interrupted = Thread.interrupted();
    try {
      StepStats stats = step.step(batch, tokens, learningRate);
      return new StepReport(
          stats.loss() + config.auxK().weight() * stats.auxLoss() + stats.penalty(),
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
    step = new TrainingStep(kernel, workers, config, from);
  }

  @Override
  public SaeWeights weights() {
    float[] thresholds = state.finishedThresholds();
    return new SaeWeights(
        model,
        state.encoder().value(),
        state.encoderBias().value(),
        state.decoder().value(),
        state.decoderBias().value(),
        thresholds == null ? Map.of() : Map.of("threshold", thresholds));
  }

  @Override
  public void close() {
    if (workers != Workers.shared()) {
      workers.close();
    }
  }
}

package org.saev.internal.training;

import java.time.Duration;
import org.saev.spi.StepReport;
import org.saev.training.TrainingProgress;

/** Measures how fast a training goes. */
final class Pace {

  private final int firstStep;
  private final int totalSteps;
  private final int batchTokens;
  private final long startNanos = System.nanoTime();

  Pace(int firstStep, int totalSteps, int batchTokens) {
    this.firstStep = firstStep;
    this.totalSteps = totalSteps;
    this.batchTokens = batchTokens;
  }

  TrainingProgress progress(int step, StepReport report, double learningRate) {
    double seconds = Math.max(1, System.nanoTime() - startNanos) / 1e9;
    double secondsAStep = seconds / (step - firstStep);
    return new TrainingProgress(
        step,
        totalSteps,
        (long) step * batchTokens,
        report.fvu(),
        report.l0(),
        report.auxLoss(),
        report.deadLatents(),
        learningRate,
        batchTokens / secondsAStep,
        Duration.ofMillis(Math.round(1000 * secondsAStep * (totalSteps - step))));
  }
}

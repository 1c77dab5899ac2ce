package org.saev.internal.cpu;

import org.saev.training.TrainedArchitecture;

/**
 * {@code λ/n·Σ_t ||z_t||_0}, and the straight-through gradients of JumpReLU's thresholds
 * (Rajamanoharan et al. 2024, arXiv 2407.14435), of both the loss and the penalty: {@code dL/dθ_j =
 * -Σ_t (θ_j·dL/dz_tj + λ/n)/ε} over the tokens with {@code |pre_tj - θ_j| < ε/2}. What is trained
 * is {@code log θ}, so the gradient is multiplied by θ.
 */
final class L0Penalty implements Penalty {
  private final Team team;
  private final TrainedArchitecture.JumpRelu jump;
  private final TrainingState state;
  private final float[] thresholds;
  private final float[] gradient;
  private final boolean[] silent;
  private final int[] fired;

  L0Penalty(Team team, TrainedArchitecture.JumpRelu jump, TrainingState state) {
    this.team = team;
    this.jump = jump;
    this.state = state;
    thresholds = new float[state.latents()];
    gradient = new float[state.latents()];
    silent = new boolean[state.latents()];
    fired = new int[state.latents()];
  }

  @Override
  public double apply(Codes codes, EntriesByLatent entries, int tokens, long step) {
    double factor = Penalty.warm(jump.l0(), jump.warmupSteps(), step) / tokens;
    state.thresholds(thresholds);
    team.forChunks(
        state.latents(),
        (chunk, from, to, scratch) -> {
          for (int j = from; j < to; j++) {
            apply(j, codes, entries, factor);
          }
        });
    long active = 0;
    long all = 0;
    for (int j = 0; j < fired.length; j++) {
      active += fired[j];
      all += entries.end(j) - entries.start(j);
      silent[j] = fired[j] == 0;
    }
    entries.silence(silent, (int) (all - active));
    return factor * active;
  }

  private void apply(int j, Codes codes, EntriesByLatent entries, double factor) {
    double threshold = thresholds[j];
    float top = (float) (threshold + jump.bandwidth() / 2);
    float[] slopes = entries.encoderWeights();
    double sum = 0;
    int active = 0;
    for (int q = entries.start(j); q < entries.end(j); q++) {
      float value = codes.values()[entries.order()[q]];
      if (value < top) {
        sum -= (threshold * slopes[q] + factor) / jump.bandwidth();
      }
      if (value > 0) {
        active++;
      } else {
        // What doesn't fire passes nothing on to its pre-activation.
        slopes[q] = 0;
      }
    }
    fired[j] = active;
    gradient[j] = (float) (threshold * sum);
  }

  @Override
  public float pull(int latent) {
    return 0;
  }

  @Override
  public double squaredNorm() {
    double sum = 0;
    for (float g : gradient) {
      sum += (double) g * g;
    }
    return sum;
  }

  @Override
  public void update(ParameterStep step, float factor) {
    team.kernel.scale(gradient, 0, gradient.length, factor);
    step.apply(state.logThreshold(), 0, gradient, gradient.length);
  }
}

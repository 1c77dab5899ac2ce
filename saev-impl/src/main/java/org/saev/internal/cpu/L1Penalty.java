package org.saev.internal.cpu;

import org.saev.training.TrainedArchitecture;

/**
 * {@code λ/n·Σ_t Σ_j z_tj·||W_dec_j||}: the gradient of each activation is {@code λ/n·||W_dec_j||},
 * that of a decoder row {@code λ/n·Σ_t z_tj·W_dec_j/||W_dec_j||}.
 */
final class L1Penalty implements Penalty {
  private final Team team;
  private final TrainedArchitecture.ReluL1 relu;
  private final TrainingState state;
  private final float[] pull;
  private final double[] losses;

  L1Penalty(Team team, TrainedArchitecture.ReluL1 relu, TrainingState state) {
    this.team = team;
    this.relu = relu;
    this.state = state;
    pull = new float[state.latents()];
    losses = new double[state.latents()];
  }

  @Override
  public double apply(Codes codes, EntriesByLatent entries, int tokens, long step) {
    double factor = Penalty.warm(relu.l1(), relu.warmupSteps(), step) / tokens;
    float[] decoder = state.decoder().value();
    int width = state.width();
    team.forChunks(
        state.latents(),
        (chunk, from, to, scratch) -> {
          for (int j = from; j < to; j++) {
            int row = j * width;
            float square = team.kernel.dot(decoder, row, decoder, row, width, scratch.lanes);
            double norm = Math.sqrt(square);
            float slope = (float) (factor * norm);
            double sum = 0;
            for (int q = entries.start(j); q < entries.end(j); q++) {
              sum += codes.values()[entries.order()[q]];
              entries.encoderWeights()[q] += slope;
            }
            losses[j] = factor * norm * sum;
            pull[j] = norm > 0 ? (float) (factor * sum / norm) : 0;
          }
        });
    return BatchMoments.sum(losses, losses.length);
  }

  @Override
  public float pull(int latent) {
    return pull[latent];
  }
}

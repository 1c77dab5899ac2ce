package org.saev.internal.cpu;

/**
 * The auxiliary loss that revives dead latents, AuxK (Gao et al. 2024, appendix A.2): the largest
 * auxK of them reconstruct what the others left over, {@code e = x - x^}.
 *
 * <p>{@code loss = min(dead/auxK, 1) · Σ ||e^ - e||² / Σ ||e - mean(e)||²} with {@code e} held
 * constant and no bias in {@code e^}; 0 where that is not a number. Encoder and decoder both get
 * its gradient.
 */
final class DeadLatents {
  private final TopKTrainingConfig config;
  private final TopKPass pass;
  private final TopKCodes codes;
  private final Reconstruction reconstruction;
  private final BatchMoments moments;
  private final int[] dead;
  private int count;
  private double variation;

  DeadLatents(Team team, TopKTrainingConfig config, int width, int latents) {
    this.config = config;
    int auxK = Math.min(Math.max(1, config.auxK()), latents);
    pass = new TopKPass(team, width, auxK);
    codes = new TopKCodes(auxK);
    reconstruction = new Reconstruction(team, width);
    moments = new BatchMoments(team, width);
    dead = new int[latents];
  }

  /** Lists the latents that are dead, and returns how many. */
  int find(long[] tokensSinceFired) {
    count = 0;
    for (int j = 0; j < dead.length; j++) {
      if (tokensSinceFired[j] > config.deadAfterTokens()) {
        dead[count++] = j;
      }
    }
    return count;
  }

  /** Returns whether there is an auxiliary loss in this step. */
  boolean areUsed() {
    return count > 0 && config.auxK() > 0 && config.auxWeight() > 0;
  }

  /** Computes the auxiliary loss, not weighted. */
  double reconstruct(TrainingState state, Panels panels, Reconstruction main) {
    variation = moments.variation(main.residual(), panels.tokens());
    float[] encoder = state.encoder().value();
    pass.run(panels, encoder, state.encoderBias().value(), dead, count, codes);
    codes.rename(dead);
    reconstruction.ofResidual(codes, state.decoder().value(), main);
    return variation > 0 ? scale() * reconstruction.squaredError() / variation : 0;
  }

  /** Returns what turns a residual into the gradient of the weighted loss. */
  double gradientFactor() {
    return variation > 0 ? config.auxWeight() * scale() * 2 / variation : 0;
  }

  private double scale() {
    return Math.min((double) count / config.auxK(), 1);
  }

  TopKCodes codes() {
    return codes;
  }

  Reconstruction reconstruction() {
    return reconstruction;
  }
}

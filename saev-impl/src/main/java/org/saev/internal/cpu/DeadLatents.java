package org.saev.internal.cpu;

import org.saev.training.AuxK;

/**
 * The auxiliary loss that revives dead latents, AuxK (Gao et al. 2024, appendix A.2): the largest k
 * of them reconstruct what the others left over, {@code e = x - x^}.
 *
 * <p>{@code loss = share · Σ ||e^ - e||² / divisor} with {@code e} held constant, in the forms of
 * {@link AuxK}; 0 where that is not a number. Encoder and decoder both get its gradient.
 */
final class DeadLatents {
  private final AuxK config;
  private final EncoderView encoder;
  private final TrainingState state;
  private final int k;
  private final TopKPass pass;
  private final Sweep sweep;
  private final SignedSelection signed;
  private final TopKCodes codes;
  private final Reconstruction reconstruction;
  private final BatchMoments moments;
  private final int[] dead;
  private int count;
  private double divisor;

  DeadLatents(Team team, AuxK config, EncoderView encoder, TrainingState state) {
    this.config = config;
    this.encoder = encoder;
    this.state = state;
    int width = state.width();
    k = config.kFor(width);
    int kept = Math.min(k, state.latents());
    pass = new TopKPass(team, width, kept);
    sweep = new Sweep(team, width);
    signed = new SignedSelection(kept);
    codes = new TopKCodes(kept);
    reconstruction = new Reconstruction(team, width);
    moments = new BatchMoments(team, width);
    dead = new int[state.latents()];
  }

  /** Lists the latents that are dead, and returns how many. */
  int find(long[] tokensSinceFired, int tokens, EntriesByLatent entries) {
    count = 0;
    for (int j = 0; j < dead.length; j++) {
      if (config.isDead(tokensSinceFired[j], tokens, entries.fires(j))) {
        dead[count++] = j;
      }
    }
    return count;
  }

  /** Returns whether there is an auxiliary loss in this step. */
  boolean areUsed() {
    return count > 0 && config.weight() > 0;
  }

  /**
   * Computes the auxiliary loss, not weighted.
   *
   * @param panels the packed batch
   * @param main residuals of the reconstruction
   * @param input the batch as it is encoded
   * @param variation that of the activations
   */
  double reconstruct(Panels panels, float[] main, float[] input, double variation) {
    divisor = divisor(panels.tokens(), main, input, variation);
    if (config.rectified()) {
      pass.run(panels, encoder.weights(), encoder.bias(), dead, count, codes);
    } else {
      codes.reserve(panels.tokens());
      signed.begin(panels, sweep.segments(panels.count(), count));
      sweep.run(panels, encoder.weights(), encoder.bias(), dead, count, signed);
      signed.take(codes);
    }
    codes.rename(dead);
    encoder.unscale(codes);
    float[] bias = config.decoderBias() ? state.decoderBias().value() : null;
    reconstruction.ofResidual(codes, state.decoder().value(), main, bias);
    return divisor > 0 ? share() * reconstruction.squaredError() / divisor : 0;
  }

  private double divisor(int tokens, float[] main, float[] input, double variation) {
    return switch (config.divisor()) {
      case RESIDUAL_VARIANCE -> moments.variation(main, tokens);
      case INPUT_VARIANCE ->
          encoder.normalizesInput() ? moments.variation(input, tokens) : variation;
      case TOKENS -> tokens;
    };
  }

  /** Returns what turns a residual into the gradient of the weighted loss. */
  double gradientFactor() {
    return divisor > 0 ? config.weight() * share() * 2 / divisor : 0;
  }

  private double share() {
    return config.scaledByDeadShare() ? Math.min((double) count / k, 1) : 1;
  }

  TopKCodes codes() {
    return codes;
  }

  Reconstruction reconstruction() {
    return reconstruction;
  }
}

package org.saev.internal.cpu;

import org.saev.training.TrainingConfig;

/** The k largest pre-activations of each token. */
final class TopKActivation implements Activation {
  private final Team team;
  private final TrainingConfig config;
  private final int width;
  private TopKPass pass;
  private TopKCodes codes;

  TopKActivation(Team team, TrainingConfig config, int width) {
    this.team = team;
    this.config = config;
    this.width = width;
    begin(config.k());
  }

  private void begin(int k) {
    pass = new TopKPass(team, width, k);
    codes = new TopKCodes(k);
  }

  @Override
  public Codes run(Panels panels, EncoderView encoder, long step) {
    if (config.k(step) != codes.k()) {
      begin(config.k(step));
    }
    pass.run(panels, encoder.weights(), encoder.bias(), null, encoder.latents(), codes);
    encoder.unscale(codes);
    return codes;
  }
}

package org.saev.internal.cpu;

import org.saev.training.TrainedArchitecture;

/**
 * Pre-activations above their latent's threshold. Codes also hold those below it by less than half
 * of the bandwidth, with an activation of 0: the thresholds' gradients need them.
 */
final class JumpReluActivation implements Activation {
  private final float halfBandwidth;
  private final float[] thresholds;
  private final float[] floors;
  private final Team team;
  private final TrainingState state;
  private final Sweep sweep;
  private final ThresholdSelection selection;
  private final SparseRows codes = new SparseRows();

  JumpReluActivation(Team team, TrainedArchitecture.JumpRelu jump, TrainingState state) {
    this.team = team;
    this.state = state;
    halfBandwidth = (float) (jump.bandwidth() / 2);
    floors = new float[state.latents()];
    thresholds = new float[state.latents()];
    sweep = new Sweep(team, state.width());
    selection = new ThresholdSelection(team, floors);
  }

  @Override
  public Codes run(Panels panels, EncoderView encoder, long step) {
    state.thresholds(thresholds);
    for (int j = 0; j < floors.length; j++) {
      floors[j] = Math.max(0, thresholds[j] - halfBandwidth);
    }
    selection.thresholds(floors);
    selection.begin(panels, sweep.segments(panels.count(), encoder.latents()));
    sweep.run(panels, encoder.weights(), encoder.bias(), null, encoder.latents(), selection);
    selection.take(codes);
    float[] values = codes.values();
    team.forChunks(
        codes.tokens(),
        (chunk, from, to, scratch) -> {
          for (int q = codes.start(from); q < codes.end(to - 1); q++) {
            values[q] = values[q] > thresholds[codes.indices()[q]] ? values[q] : 0;
          }
        });
    return codes;
  }
}

package org.saev.internal.cpu;

/** All pre-activations above 0. */
final class ReluActivation implements Activation {
  private final Sweep sweep;
  private final ThresholdSelection selection;
  private final SparseRows codes = new SparseRows();

  ReluActivation(Team team, TrainingState state) {
    sweep = new Sweep(team, state.width());
    selection = new ThresholdSelection(team, new float[state.latents()]);
  }

  @Override
  public Codes run(Panels panels, EncoderView encoder, long step) {
    selection.begin(panels, sweep.segments(panels.count(), encoder.latents()));
    sweep.run(panels, encoder.weights(), encoder.bias(), null, encoder.latents(), selection);
    selection.take(codes);
    return codes;
  }
}

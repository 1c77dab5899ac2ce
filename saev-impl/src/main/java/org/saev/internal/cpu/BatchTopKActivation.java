package org.saev.internal.cpu;

import java.util.Arrays;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

/**
 * The k·n largest pre-activations of a batch of n tokens, of those above 0; of equal ones at the
 * end the lower token's, then the lower latent's.
 *
 * <p>What exceeds a bound is collected, and the k·n largest are taken of it. The bound is guessed
 * from the last batch, or a sample of the first; one that was too high is lowered and the batch
 * swept again, so the result is exact whatever was guessed.
 */
final class BatchTopKActivation implements Activation {
  /** How far below the last batch's smallest activation the next bound is. */
  private static final float MARGIN = 0.9f;

  /** The same for a bound that comes from a sample of the batch. */
  private static final float SAMPLE_MARGIN = 0.7f;

  private static final int SAMPLE_TOKENS = 64;

  private final TrainingConfig config;
  private final TrainedArchitecture.BatchTopK batch;
  private final Sweep sweep;
  private final Panels sample;
  private final Team team;
  private final float[] bounds;
  private final ThresholdSelection selection;
  private final SparseRows codes = new SparseRows();
  private long[] keys = {};
  private float guess = -1;
  private float smallest;

  BatchTopKActivation(
      Team team, TrainingConfig config, TrainedArchitecture.BatchTopK batch, int width) {
    this.team = team;
    this.config = config;
    this.batch = batch;
    sweep = new Sweep(team, width);
    sample = new Panels(team.kernel, width);
    bounds = new float[config.latents()];
    selection = new ThresholdSelection(team, bounds);
  }

  @Override
  public Codes run(Panels panels, EncoderView encoder, long step) {
    int k = config.k(step);
    int wanted = Sizes.elements("codes", panels.tokens(), k);
    float bound = guess < 0 ? ofSample(panels, encoder, k) : guess;
    collect(panels, encoder, bound);
    for (int tries = 0; codes.entries() < wanted && bound > 0; tries++) {
      bound = tries < 2 ? bound / 2 : 0;
      collect(panels, encoder, bound);
    }
    smallest = cut(wanted);
    guess = MARGIN * smallest;
    encoder.unscale(codes);
    if (!batch.groups().isEmpty()) {
      codes.sortByLatent(team);
    }
    return codes;
  }

  private float ofSample(Panels panels, EncoderView encoder, int k) {
    int tokens = Math.min(SAMPLE_TOKENS, panels.tokens());
    int[] chosen = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      chosen[i] = (int) ((long) panels.tokens() * i / tokens);
    }
    sample.gather(panels, chosen, tokens);
    collect(sample, encoder, 0);
    int wanted = Math.multiplyExact(k, tokens);
    return codes.entries() < wanted ? 0 : SAMPLE_MARGIN * cut(wanted);
  }

  private void collect(Panels panels, EncoderView encoder, float bound) {
    Arrays.fill(bounds, bound);
    selection.thresholds(bounds);
    selection.begin(panels, sweep.segments(panels.count(), encoder.latents()));
    sweep.run(panels, encoder.weights(), encoder.bias(), null, encoder.latents(), selection);
    selection.take(codes);
  }

  /** Keeps the largest, and returns the smallest of these; 0 if there are none. */
  private float cut(int wanted) {
    int count = codes.entries();
    int kept = Math.min(wanted, count);
    if (kept == 0) {
      return 0;
    }
    if (keys.length < count) {
      keys = new long[count];
    }
    for (int q = 0; q < count; q++) {
      keys[q] = Keys.of(codes.values()[q], q);
    }
    Keys.select(keys, 0, count, kept);
    codes.keepFrom(keys[kept - 1]);
    return Keys.value(keys[kept - 1]);
  }

  @Override
  public void commit(TrainingState state) {
    boolean averaging = state.step() >= batch.thresholdAfterSteps();
    state.threshold(averaging ? average(state.threshold()) : TrainingState.UNSET, smallest);
  }

  private float average(float threshold) {
    double decay = batch.thresholdDecay();
    return threshold < 0 ? smallest : (float) (decay * threshold + (1 - decay) * smallest);
  }
}

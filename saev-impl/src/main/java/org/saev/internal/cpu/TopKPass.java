package org.saev.internal.cpu;

/**
 * One top-k encode of a packed batch: sweep, selection, and a second sweep for the few tokens whose
 * bound was set too high.
 *
 * <p>Bounds begin at what the last batch suggests: a little below the smallest ratio of a token's
 * k-th largest pre-activation to its length. A token for which fewer than k reach that is swept
 * again from 0, so the result is exact whatever was guessed; the guess spares most of the work of
 * filling buffers with latents that lose later.
 */
final class TopKPass {
  /** How far below the smallest ratio seen the next bounds begin. */
  private static final float MARGIN = 0.98f;

  private final Team team;
  private final Sweep sweep;
  private final TopKSelection selection;
  private final Panels again;
  private float ratio;
  private int[] missing = {};

  TopKPass(Team team, int width, int k) {
    this.team = team;
    sweep = new Sweep(team, width);
    selection = new TopKSelection(team, k);
    again = new Panels(team.kernel, width);
  }

  /**
   * Encodes.
   *
   * @param panels packed activations
   * @param weights rows of encoder weights
   * @param bias encoder bias
   * @param chosen the rows to use, or null for all; codes then hold positions in this list
   * @param latents how many rows to use
   * @param codes receives the result
   */
  void run(
      Panels panels, float[] weights, float[] bias, int[] chosen, int latents, TopKCodes codes) {
    codes.reserve(panels.tokens());
    sweep(panels, weights, bias, chosen, latents, ratio);
    take(panels.tokens(), codes, null);
    int missed = ratio > 0 ? listMissing(codes) : 0;
    if (missed > 0) {
      again.gather(panels, missing, missed);
      sweep(again, weights, bias, chosen, latents, 0);
      take(missed, codes, missing);
    }
    ratio = MARGIN * smallestRatio(panels, codes);
  }

  private void sweep(
      Panels panels, float[] weights, float[] bias, int[] chosen, int latents, float ratio) {
    selection.begin(panels, sweep.segments(panels.count(), latents), ratio);
    sweep.run(panels, weights, bias, chosen, latents, selection);
  }

  private void take(int tokens, TopKCodes codes, int[] names) {
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            codes.fill(selection, t, names == null ? t : names[t]);
          }
        });
  }

  private int listMissing(TopKCodes codes) {
    if (missing.length < codes.tokens()) {
      missing = new int[codes.tokens()];
    }
    int missed = 0;
    for (int t = 0; t < codes.tokens(); t++) {
      if (codes.counts()[t] < codes.k()) {
        missing[missed++] = t;
      }
    }
    return missed;
  }

  private static float smallestRatio(Panels panels, TopKCodes codes) {
    float smallest = Float.POSITIVE_INFINITY;
    int k = codes.k();
    for (int t = 0; t < codes.tokens(); t++) {
      // 0 for a token that has fewer than k, which turns the guess off.
      float weakest = codes.values()[t * k + k - 1];
      float ratio = weakest / panels.norms[t];
      smallest = Math.min(smallest, Float.isNaN(ratio) ? 0 : ratio);
    }
    return Float.isInfinite(smallest) ? 0 : smallest;
  }
}

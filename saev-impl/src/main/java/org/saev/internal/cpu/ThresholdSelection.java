package org.saev.internal.cpu;

import java.util.Arrays;

/** Keeps every pre-activation above its latent's threshold, in lists that grow. */
final class ThresholdSelection implements Sweep.Sink {
  private static final int FIRST_CAPACITY = 64;

  private final Team team;
  private final float[] bounds;
  private final float[][] panelBounds;
  private Panels panels;
  private int segments;
  private int padded;
  private long[][] keys = {};
  private int[] counts = {};

  ThresholdSelection(Team team, float[] thresholds) {
    this.team = team;
    bounds = new float[thresholds.length];
    thresholds(thresholds);
    panelBounds = new float[team.workers.count()][team.kernel.panelTokens()];
  }

  /** Sets what a latent must exceed, {@code [latents]}; none may be negative. */
  void thresholds(float[] thresholds) {
    for (int j = 0; j < bounds.length; j++) {
      if (!(thresholds[j] >= 0)) {
        throw new IllegalArgumentException(
            "thresholds must not be negative, but that of latent " + j + " is " + thresholds[j]);
      }
      bounds[j] = Math.nextUp(thresholds[j]);
    }
  }

  void begin(Panels panels, int segments) {
    this.panels = panels;
    this.segments = segments;
    padded = panels.count() * panels.panelTokens();
    int lists = Math.multiplyExact(segments, padded);
    if (counts.length < lists) {
      keys = Arrays.copyOf(keys, lists);
      counts = new int[lists];
    }
    Arrays.fill(counts, 0, lists, 0);
  }

  @Override
  public void accept(int worker, int segment, int panel, int first, int latents, float[] sums) {
    Scratch scratch = team.scratch[worker];
    int[] hits = scratch.hits;
    float[] bound = panelBounds[worker];
    int tokens = panels.tokensIn(panel);
    int lanes = panels.paddedIn(panel);
    int base = segment * padded + panel * panels.panelTokens();
    Arrays.fill(bound, Float.NaN);
    for (int r = 0; r < latents; r++) {
      Arrays.fill(bound, 0, tokens, bounds[first + r]);
      int found = team.kernel.atLeast(sums, r, r + 1, lanes, bound, 0, hits, scratch.columns);
      for (int h = 0; h < found; h++) {
        int token = hits[h] - r * bound.length;
        push(base + token, Keys.of(sums[hits[h]], first + r));
      }
    }
  }

  private void push(int list, long key) {
    int count = counts[list];
    long[] own = keys[list];
    if (own == null || own.length == count) {
      own = own == null ? new long[FIRST_CAPACITY] : Arrays.copyOf(own, 2 * count);
      keys[list] = own;
    }
    own[count] = key;
    counts[list] = count + 1;
  }

  /** Joins and sorts what was kept, and writes it. */
  void take(SparseRows rows) {
    int tokens = panels.tokens();
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            join(t);
          }
        });
    rows.reserve(counts, tokens);
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            rows.fill(t, keys[t]);
          }
        });
  }

  private void join(int token) {
    int total = counts[token];
    for (int segment = 1; segment < segments; segment++) {
      int list = segment * padded + token;
      int count = counts[list];
      if (count > 0) {
        int wanted = total + count;
        if (keys[token] == null || keys[token].length < wanted) {
          keys[token] = copy(keys[token], total, Math.max(wanted, 2 * total));
        }
        System.arraycopy(keys[list], 0, keys[token], total, count);
        total = wanted;
      }
    }
    counts[token] = total;
    if (total > 0) {
      Keys.sort(keys[token], 0, total);
    }
  }

  private static long[] copy(long[] from, int count, int length) {
    long[] longer = new long[length];
    if (count > 0) {
      System.arraycopy(from, 0, longer, 0, count);
    }
    return longer;
  }
}

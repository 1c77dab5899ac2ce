package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Keeps the {@code k} largest positive pre-activations of every token as they come.
 *
 * <p>Each token has a bound. What reaches it goes to the log of its panel, which is written from
 * front to back; a full log is dealt out to the tokens' own lists, and each list is cut down to its
 * {@code k} largest, the smallest of which is the next bound. (Without the log, a token's list is a
 * cache miss each time: 5 % of the encode at width 512.) Which latents win does not depend on the
 * order in which they come: equals of the bound are let in, and {@link Keys} decides. Logs and
 * lists belong to one segment of the latents; {@link #take} joins them.
 */
final class TopKSelection implements Sweep.Sink {
  private static final int MAX_LOG = 8192;

  private final Kernel kernel;
  private final Scratch[] scratch;
  private final int k;
  private final int listCapacity;
  private final int logCapacity;
  private Panels batch;
  private int panels;
  private int panelTokens;
  private int segments;

  private long[] logs = {};
  private short[] logTokens = {};
  private int[] logCounts = {};
  private long[] lists = {};
  private int[] listCounts = {};
  private float[] bounds = {};

  TopKSelection(Team team, int k) {
    kernel = team.kernel;
    scratch = team.scratch;
    this.k = k;
    panelTokens = kernel.panelTokens();
    listCapacity = k <= 256 ? Math.max(64, 4 * k) : 2 * k;
    long twiceK = 2L * k * panelTokens;
    logCapacity = (int) Math.max(2L * panelTokens, Math.min(MAX_LOG, twiceK));
  }

  /**
   * Begins a batch: token {@code t} needs pre-activations of at least {@code norms[t]·ratio}, or
   * above 0 if {@code ratio} is 0.
   */
  void begin(Panels batch, int segments, float ratio) {
    this.batch = batch;
    this.segments = segments;
    panels = batch.count();
    int buffers = Math.multiplyExact(segments, panels);
    int padded = panels * panelTokens;
    if (logCounts.length < buffers) {
      int all = Math.multiplyExact(buffers, panelTokens);
      logs = new long[Sizes.elements("candidates", buffers, logCapacity)];
      logTokens = new short[logs.length];
      logCounts = new int[buffers];
      lists = new long[Sizes.elements("kept latents", all, listCapacity)];
      listCounts = new int[all];
      bounds = new float[all];
    }
    Arrays.fill(logCounts, 0, buffers, 0);
    Arrays.fill(listCounts, 0, buffers * panelTokens, 0);
    for (int segment = 0; segment < segments; segment++) {
      int from = segment * padded;
      for (int t = 0; t < batch.tokens(); t++) {
        float guess = ratio > 0 ? batch.norms[t] * ratio : 0;
        bounds[from + t] = Math.max(Float.MIN_VALUE, guess);
      }
      // No comparison with NaN is true, so nothing is kept for the padding.
      Arrays.fill(bounds, from + batch.tokens(), from + padded, Float.NaN);
    }
  }

  @Override
  public void accept(int worker, int segment, int panel, int first, int latents, float[] sums) {
    int[] hits = scratch[worker].hits;
    float[][] rows = scratch[worker].columns;
    int tokens = batch.paddedIn(panel);
    int buffer = segment * panels + panel;
    int found = kernel.atLeast(sums, 0, latents, tokens, bounds, buffer * panelTokens, hits, rows);
    int log = buffer * logCapacity;
    int count = logCounts[buffer];
    for (int h = 0; h < found; h++) {
      int latent = hits[h] / panelTokens;
      int token = hits[h] - latent * panelTokens;
      logs[log + count] = Keys.of(sums[hits[h]], first + latent);
      logTokens[log + count] = (short) token;
      if (++count == logCapacity) {
        deal(buffer, count);
        count = 0;
      }
    }
    logCounts[buffer] = count;
  }

  @Override
  public void finish(int segment, int panel) {
    int buffer = segment * panels + panel;
    deal(buffer, logCounts[buffer]);
    logCounts[buffer] = 0;
  }

  /** Deals a log out to its tokens' lists, and raises the bounds of those that have k. */
  private void deal(int buffer, int count) {
    int log = buffer * logCapacity;
    int firstList = buffer * panelTokens;
    for (int i = log; i < log + count; i++) {
      int list = firstList + logTokens[i];
      if (listCounts[list] == listCapacity) {
        cut(list);
      }
      lists[list * listCapacity + listCounts[list]++] = logs[i];
    }
    for (int list = firstList; list < firstList + panelTokens; list++) {
      if (listCounts[list] > k) {
        cut(list);
      }
    }
  }

  private void cut(int list) {
    int from = list * listCapacity;
    Keys.select(lists, from, listCounts[list], k);
    listCounts[list] = k;
    bounds[list] = Keys.value(lists[from + k - 1]);
  }

  /**
   * Writes the winners of a token, strongest first.
   *
   * @return how many there are, at most k
   */
  int take(int token, int[] indices, float[] values, int at) {
    int from = token * listCapacity;
    for (int segment = 1; segment < segments; segment++) {
      append(segment * panels * panelTokens + token, token);
    }
    int count = listCounts[token];
    Keys.sort(lists, from, count);
    for (int i = 0; i < count; i++) {
      indices[at + i] = Keys.latent(lists[from + i]);
      values[at + i] = Keys.value(lists[from + i]);
    }
    return count;
  }

  private void append(int list, int token) {
    int count = listCounts[token];
    int more = listCounts[list];
    System.arraycopy(lists, list * listCapacity, lists, token * listCapacity + count, more);
    listCounts[token] = count + more;
    if (count + more > k) {
      cut(token);
    }
  }
}

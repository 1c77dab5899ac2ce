package org.saev.internal.cpu;

/**
 * Takes every token of a batch past every latent, block by block, and hands each block of
 * pre-activations to a sink while it is in the first-level cache: the matrix {@code [tokens,
 * latents]} never exists.
 *
 * <p>A block of latents is packed, and is small enough to stay in the second-level cache while the
 * panels of a task go past it; wide rows are taken in pieces, each past several panels. A task is
 * one segment of the latents and one group of panels.
 */
final class Sweep {
  /** What becomes of the pre-activations. */
  interface Sink {
    /**
     * Takes a block of pre-activations.
     *
     * @param worker which worker calls
     * @param segment which segment of the latents this is part of
     * @param panel which panel
     * @param first number of the first latent of the block
     * @param latents latents of the block
     * @param sums pre-activations {@code [latents, panelTokens]}
     */
    void accept(int worker, int segment, int panel, int first, int latents, float[] sums);

    /**
     * Called when a panel has gone past all latents of a segment.
     *
     * @param segment the segment
     * @param panel the panel
     */
    default void finish(int segment, int panel) {}
  }

  /**
   * Tokens of a group of panels, at most; packing a weight takes as long as some 40 of its sums.
   */
  private static final int GROUP_TOKENS = 2048;

  private final Kernel kernel;
  private final Workers workers;
  private final Scratch[] scratch;
  private final Blocking blocking;

  Sweep(Team team, int width) {
    kernel = team.kernel;
    workers = team.workers;
    scratch = team.scratch;
    blocking = kernel.blocking(width);
  }

  /** Returns into how many segments the latents are split, given the panels of a batch. */
  int segments(int panels, int latents) {
    int groups = groups(panels);
    int wanted = (Blocking.TASKS_A_WORKER * workers.count() + groups - 1) / groups;
    return Math.min(wanted, (latents + blocking.latents() - 1) / blocking.latents());
  }

  /** Returns into how many groups the panels are split: few, as each packs all the weights. */
  private int groups(int panels) {
    return (panels * kernel.panelTokens() + GROUP_TOKENS - 1) / GROUP_TOKENS;
  }

  /**
   * Runs the sweep.
   *
   * @param panels packed activations
   * @param weights rows of encoder weights, {@code [latents, width]}
   * @param bias encoder bias, {@code [latents]}
   * @param chosen the rows to use, or null for all in order
   * @param latents how many rows to use
   * @param sink takes the pre-activations
   */
  void run(Panels panels, float[] weights, float[] bias, int[] chosen, int latents, Sink sink) {
    int all = panels.count();
    int segments = segments(all, latents);
    int groups = groups(all);
    int blocks = blocking.blocks(kernel, latents, segments);
    workers.run(
        groups * segments,
        (task, worker) -> {
          int group = task / segments;
          int segment = task % segments;
          int firstPanel = (int) ((long) all * group / groups);
          int endPanel = (int) ((long) all * (group + 1) / groups);
          int firstBlock = blocks / segments * segment;
          int endBlock = blocks / segments * (segment + 1);
          for (int block = firstBlock; block < endBlock; block++) {
            int first = Blocking.firstLatent(kernel, latents, block, blocks);
            int end = Blocking.firstLatent(kernel, latents, block + 1, blocks);
            int size = Math.min(end, latents) - first;
            Scratch own = scratch[worker];
            int padded = fillRows(own.rows, chosen, first, size, panels.width());
            kernel.pack(weights, own.rows, padded, panels.width(), own.packed);
            for (int panel = firstPanel; panel < endPanel; panel += own.sums.length) {
              int count = Math.min(own.sums.length, endPanel - panel);
              for (int i = 0; i < count; i++) {
                fillBias(own.sums[i], bias, chosen, first, size, panels.paddedIn(panel + i));
              }
              multiply(panels, panel, count, padded, own);
              for (int i = 0; i < count; i++) {
                sink.accept(worker, segment, panel + i, first, size, own.sums[i]);
              }
            }
          }
          for (int panel = firstPanel; panel < endPanel; panel++) {
            sink.finish(segment, panel);
          }
        });
  }

  /** Takes some panels past a block, piece by piece. */
  private void multiply(Panels panels, int first, int count, int latents, Scratch own) {
    int width = panels.width();
    int piece = blocking.columns();
    for (int from = 0; from < width; from += piece) {
      for (int i = 0; i < count; i++) {
        kernel.multiply(
            panels.data,
            panels.offset(first + i),
            panels.paddedIn(first + i),
            own.packed,
            latents,
            width,
            from,
            Math.min(width, from + piece),
            own.sums[i],
            own.columns);
      }
    }
  }

  /** Lists where rows begin; the last one fills up the last tile, where its sums are not used. */
  private int fillRows(int[] rows, int[] chosen, int first, int size, int width) {
    int tile = kernel.tileLatents();
    int padded = (size + tile - 1) / tile * tile;
    for (int r = 0; r < padded; r++) {
      int at = first + Math.min(r, size - 1);
      rows[r] = (chosen == null ? at : chosen[at]) * width;
    }
    return padded;
  }

  private void fillBias(float[] sums, float[] bias, int[] chosen, int first, int size, int tokens) {
    for (int r = 0; r < size; r++) {
      float start = bias[chosen == null ? first + r : chosen[first + r]];
      kernel.fill(sums, r * kernel.panelTokens(), tokens, start);
    }
  }
}

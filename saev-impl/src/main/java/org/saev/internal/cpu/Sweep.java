package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Takes every token of a batch past every latent, block by block, and hands each block of
 * pre-activations to a sink while it is in the first-level cache: the matrix {@code [tokens,
 * latents]} never exists.
 *
 * <p>A block of latents is small enough to stay in the second-level cache while the panels of a
 * task go past it, and wide rows are taken in pieces, so that a panel's piece stays there as well.
 * Tasks are groups of panels; where there are few panels, each is split again into segments of
 * latents.
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
     * @param sums pre-activations {@code [latents][tokens of the panel]}
     */
    void accept(int worker, int segment, int panel, int first, int latents, float[][] sums);

    /**
     * Called when a panel has gone past all latents of a segment.
     *
     * @param segment the segment
     * @param panel the panel
     */
    default void finish(int segment, int panel) {}
  }

  /** Tasks a worker, so that a core that is busy elsewhere doesn't hold up the others. */
  private static final int TASKS_A_WORKER = 4;

  /** Bytes of a panel that are used at a time. */
  private static final int PIECE_BYTES = 256 * 1024;

  private final Kernel kernel;
  private final Workers workers;
  private final Scratch[] scratch;
  private final int blockLatents;
  private final int piece;

  Sweep(Team team, int width) {
    kernel = team.kernel;
    workers = team.workers;
    scratch = team.scratch;
    blockLatents = Scratch.blockLatents(kernel, width);
    int columns = PIECE_BYTES / (Float.BYTES * kernel.panelTokens());
    int pieces = (width + columns - 1) / columns;
    piece = (width + pieces - 1) / pieces;
  }

  /** Returns into how many segments the latents are split, given the panels of a batch. */
  int segments(int panels, int latents) {
    int wanted = (TASKS_A_WORKER * workers.count() + panels - 1) / panels;
    int blocks = (latents + blockLatents - 1) / blockLatents;
    return panels >= workers.count() ? 1 : Math.min(wanted, blocks);
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
    int count = panels.count();
    int segments = segments(count, latents);
    int groups = Math.min(count, TASKS_A_WORKER * workers.count());
    int blocks = (latents + blockLatents - 1) / blockLatents;
    workers.run(
        groups * segments,
        (task, worker) -> {
          int group = task / segments;
          int segment = task % segments;
          int firstPanel = (int) ((long) count * group / groups);
          int endPanel = (int) ((long) count * (group + 1) / groups);
          int firstBlock = (int) ((long) blocks * segment / segments);
          int endBlock = (int) ((long) blocks * (segment + 1) / segments);
          for (int block = firstBlock; block < endBlock; block++) {
            int first = block * blockLatents;
            int size = Math.min(blockLatents, latents - first);
            Scratch own = scratch[worker];
            int padded = fillRows(own.rows, chosen, first, size, panels.width());
            for (int panel = firstPanel; panel < endPanel; panel++) {
              fillBias(own.sums, bias, chosen, first, size, panels.paddedIn(panel));
              multiply(panels, panel, weights, padded, own);
              sink.accept(worker, segment, panel, first, size, own.sums);
            }
          }
          for (int panel = firstPanel; panel < endPanel; panel++) {
            sink.finish(segment, panel);
          }
        });
  }

  private void multiply(Panels panels, int panel, float[] weights, int latents, Scratch own) {
    int width = panels.width();
    for (int from = 0; from < width; from += piece) {
      kernel.multiply(
          panels.data,
          panels.offset(panel),
          panels.paddedIn(panel),
          weights,
          own.rows,
          latents,
          from,
          Math.min(width, from + piece),
          own.sums,
          own.columns);
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

  private static void fillBias(
      float[][] sums, float[] bias, int[] chosen, int first, int size, int tokens) {
    for (int r = 0; r < size; r++) {
      float start = bias[chosen == null ? first + r : chosen[first + r]];
      Arrays.fill(sums[r], 0, tokens, start);
    }
  }
}

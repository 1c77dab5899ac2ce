package org.saev.internal.cpu;

/** The small buffers of one worker, made once and reused by every task that it runs. */
final class Scratch {
  /** Bytes of weights that one block of latents has: half of a common second-level cache. */
  private static final int BLOCK_BYTES = 512 * 1024;

  private static final int MIN_BLOCK = 32;
  private static final int MAX_BLOCK = 256;

  final float[] lanes = new float[Kernel.LANES];
  final float[] sums;
  final float[][] columns;
  final int[] rows;
  final float[] packed;
  final int[] hits;

  Scratch(Kernel kernel, int width) {
    int block = blockLatents(kernel, width);
    sums = new float[block * kernel.panelTokens()];
    columns = new float[kernel.scratchRows()][kernel.panelTokens()];
    rows = new int[block];
    packed = new float[kernel.packedLength(block, width)];
    hits = new int[block * kernel.panelTokens()];
  }

  /**
   * Returns how many latents are swept over a panel before the next panel: a multiple of a tile.
   */
  static int blockLatents(Kernel kernel, int width) {
    int fitting = BLOCK_BYTES / (Float.BYTES * width);
    int latents = Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, fitting));
    return latents / kernel.tileLatents() * kernel.tileLatents();
  }

  static Scratch[] forWorkers(Workers workers, Kernel kernel, int width) {
    Scratch[] scratch = new Scratch[workers.count()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch(kernel, width);
    }
    return scratch;
  }
}

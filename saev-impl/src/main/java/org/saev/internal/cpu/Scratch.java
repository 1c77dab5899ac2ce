package org.saev.internal.cpu;

/** The small buffers of one worker, made once and reused by every task that it runs. */
final class Scratch {
  /**
   * Bytes of weights that a block of latents has in a piece: half of a common second-level cache.
   */
  private static final int BLOCK_BYTES = 512 * 1024;

  /** Bytes of a panel that are used at a time. */
  private static final int PIECE_BYTES = 128 * 1024;

  /** Bytes of the sums of the panels that go past a block together. */
  private static final int SUM_BYTES = 128 * 1024;

  private static final int MIN_BLOCK = 32;
  private static final int MAX_BLOCK = 256;

  final float[] lanes = new float[Kernel.LANES];
  final float[][] sums;
  final float[][] columns;
  final int[] rows;
  final float[] packed;
  final int[] hits;

  Scratch(Kernel kernel, int width) {
    int block = blockLatents(kernel, width);
    sums = new float[panelsAtOnce(kernel, width)][block * kernel.panelTokens()];
    columns = new float[kernel.scratchRows()][kernel.panelTokens()];
    rows = new int[block];
    packed = new float[kernel.packedLength(block, width)];
    hits = new int[block * kernel.panelTokens()];
  }

  /**
   * Returns how many latents are swept over a panel before the next panel: a multiple of a tile.
   */
  static int blockLatents(Kernel kernel, int width) {
    int fitting = BLOCK_BYTES / (Float.BYTES * pieceColumns(kernel, width));
    int latents = Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, fitting));
    return latents / kernel.tileLatents() * kernel.tileLatents();
  }

  /** Returns how many columns are used at a time: a width in equal pieces. */
  static int pieceColumns(Kernel kernel, int width) {
    int most = PIECE_BYTES / (Float.BYTES * kernel.panelTokens());
    int pieces = (width + most - 1) / most;
    return (width + pieces - 1) / pieces;
  }

  /**
   * Returns how many panels go past a block together, piece by piece, so that a piece of the
   * weights stays in the cache for all of them; where there is but one piece, it stays anyway.
   */
  private static int panelsAtOnce(Kernel kernel, int width) {
    int sums = Float.BYTES * blockLatents(kernel, width) * kernel.panelTokens();
    return pieceColumns(kernel, width) == width ? 1 : Math.max(1, SUM_BYTES / sums);
  }

  static Scratch[] forWorkers(Workers workers, Kernel kernel, int width) {
    Scratch[] scratch = new Scratch[workers.count()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch(kernel, width);
    }
    return scratch;
  }
}

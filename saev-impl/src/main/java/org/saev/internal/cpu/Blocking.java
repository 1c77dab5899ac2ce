package org.saev.internal.cpu;

/**
 * How a product of activations and encoder is cut so that what is used again stays in the caches.
 *
 * @param columns columns that are used at a time: a width in equal pieces
 * @param latents latents that are swept over a panel before the next panel; a multiple of a tile
 * @param panels panels that go past a block of latents together, piece by piece, so that a piece of
 *     the weights stays in the cache for all of them; 1 where there is but one piece, which stays
 *     anyway
 */
public record Blocking(int columns, int latents, int panels) {
  /** Tasks a worker, so that a core that is busy elsewhere doesn't hold up the others. */
  public static final int TASKS_A_WORKER = 4;

  /** Bytes of a block's weights in one piece: half of a common second-level cache. */
  private static final int BLOCK_BYTES = 512 * 1024;

  /** Bytes of a panel that are used at a time. */
  private static final int PIECE_BYTES = 128 * 1024;

  /** Bytes of the sums of the panels that go past a block together. */
  private static final int SUM_BYTES = 128 * 1024;

  private static final int MIN_LATENTS = 32;
  private static final int MAX_LATENTS = 256;

  /**
   * Cuts wide rows in pieces, so that a panel's piece and a block's piece stay in the second-level
   * cache.
   *
   * @param kernel the kernel
   * @param width width of a row
   */
  public static Blocking inPieces(Kernel kernel, int width) {
    int columnBytes = Float.BYTES * kernel.panelTokens();
    int pieces = ceil(width, PIECE_BYTES / columnBytes);
    int columns = ceil(width, pieces);
    int fitting = BLOCK_BYTES / (Float.BYTES * columns);
    int wanted = Math.min(MAX_LATENTS, Math.max(MIN_LATENTS, fitting));
    int latents = wanted / kernel.tileLatents() * kernel.tileLatents();
    int panels = pieces == 1 ? 1 : Math.max(1, SUM_BYTES / (columnBytes * latents));
    return new Blocking(columns, latents, panels);
  }

  /**
   * Returns into how many blocks some rows of tiles are split: as many in each segment, so that all
   * segments end together.
   *
   * @param kernel the kernel
   * @param latents all latents
   * @param segments parts that are computed on their own
   */
  public int blocks(Kernel kernel, int latents, int segments) {
    int tiles = ceil(latents, kernel.tileLatents());
    return ceil(tiles, this.latents / kernel.tileLatents() * segments) * segments;
  }

  /**
   * Returns the latent that a block begins with: the tiles are dealt out evenly, so that no block
   * is more than a tile larger than another.
   *
   * @param kernel the kernel
   * @param latents all latents
   * @param block number of the block; that of all blocks for the end of the last one, which is
   *     {@code latents} rounded up to whole tiles
   * @param blocks all blocks
   */
  public static int firstLatent(Kernel kernel, int latents, int block, int blocks) {
    int tile = kernel.tileLatents();
    return (int) ((long) ceil(latents, tile) * block / blocks) * tile;
  }

  private static int ceil(int number, int part) {
    return (number + part - 1) / part;
  }
}

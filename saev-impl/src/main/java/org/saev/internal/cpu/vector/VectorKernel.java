package org.saev.internal.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.saev.internal.cpu.AdamStep;
import org.saev.internal.cpu.Blocking;
import org.saev.internal.cpu.Kernel;

/**
 * The kernel on the Vector API, for vectors of 128, 256 or 512 bits.
 *
 * <p>A tile of pre-activations is held in registers, two vectors of tokens by as many latents as
 * there are registers for: 14 where there are 32 vector registers (AVX-512, Arm), 6 where there are
 * 16 (AVX2).
 */
public final class VectorKernel implements Kernel {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  static final int STEP = SPECIES.length();
  static final int PANEL_TOKENS = 2 * STEP;
  private static final boolean MANY_REGISTERS =
      STEP == LANES || System.getProperty("os.arch", "").equals("aarch64");
  private static final int TILE = MANY_REGISTERS ? Tile14.LATENTS : Tile6.LATENTS;

  private static final int WARM_UP_CALLS = 2000;
  private static final int WARM_UP_COLUMNS = 32;

  /** Columns that are packed together: one cache line of a row. */
  private static final int COLUMN_BLOCK = 16;

  /** Creates the kernel. Called by reflection: the module of the Vector API may be absent. */
  public VectorKernel() {
    if (STEP != 4 && STEP != 8 && STEP != LANES) {
      throw new UnsupportedOperationException(
          "vectors of " + STEP + " floats are not supported: 4, 8 or 16 are");
    }
    warmUp();
  }

  /**
   * Has the JIT compile the two tiles before there is much to do, which takes some 0.2 s. In
   * interpreted code they are a thousand times slower, so that the first batch of a large
   * autoencoder would take minutes.
   */
  private void warmUp() {
    float[] panel = new float[PANEL_TOKENS * WARM_UP_COLUMNS];
    float[] packed = new float[TILE * WARM_UP_COLUMNS];
    float[] sums = new float[TILE * PANEL_TOKENS];
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      multiply(
          panel, 0, PANEL_TOKENS, packed, TILE, WARM_UP_COLUMNS, 0, WARM_UP_COLUMNS, sums, null);
      multiply(panel, 0, STEP, packed, TILE, WARM_UP_COLUMNS, 0, WARM_UP_COLUMNS, sums, null);
    }
  }

  @Override
  public String name() {
    return "vector-" + SPECIES.vectorBitSize();
  }

  @Override
  public int panelTokens() {
    return PANEL_TOKENS;
  }

  @Override
  public int tokenStep() {
    return STEP;
  }

  @Override
  public int tileLatents() {
    return TILE;
  }

  @Override
  public int scratchRows() {
    return 0;
  }

  @Override
  public int packedLength(int latents, int width) {
    return latents * width;
  }

  @Override
  public void pack(float[] weights, int[] rows, int latents, int width, float[] packed) {
    for (int r = 0; r < latents; r += TILE) {
      int tile = r * width;
      for (int block = 0; block < width; block += COLUMN_BLOCK) {
        int end = Math.min(width, block + COLUMN_BLOCK);
        for (int i = 0; i < TILE; i++) {
          int row = rows[r + i];
          int to = tile + i;
          for (int c = block; c < end; c++) {
            packed[to + c * TILE] = weights[row + c];
          }
        }
      }
    }
  }

  @Override
  public void multiply(
      float[] panel,
      int panelOffset,
      int tokens,
      float[] packed,
      int latents,
      int width,
      int from,
      int to,
      float[] sums,
      float[][] scratch) {
    int x = panelOffset + from * PANEL_TOKENS;
    int columns = to - from;
    for (int r = 0; r < latents; r += TILE) {
      int weight = r * width + from * TILE;
      int sum = r * PANEL_TOKENS;
      if (tokens == PANEL_TOKENS) {
        if (MANY_REGISTERS) {
          Tile14.two(panel, x, packed, weight, columns, sums, sum, sum);
        } else {
          Tile6.two(panel, x, packed, weight, columns, sums, sum, sum);
        }
      } else if (MANY_REGISTERS) {
        Tile14.one(panel, x, packed, weight, columns, sums, sum, sum);
      } else {
        Tile6.one(panel, x, packed, weight, columns, sums, sum, sum);
      }
    }
  }

  @Override
  public Blocking blocking(int width) {
    return Blocking.inPieces(this, width);
  }

  @Override
  public int atLeast(
      float[] sums,
      int from,
      int to,
      int tokens,
      float[] bounds,
      int boundsOffset,
      int[] hits,
      float[][] scratch) {
    return VectorScan.atLeast(sums, from, to, tokens, bounds, boundsOffset, hits);
  }

  @Override
  public void addRows(
      float[] rows,
      int[] index,
      float[] weights,
      int from,
      int to,
      float[] sum,
      int sumOffset,
      int width) {
    VectorSums.addRows(rows, index, weights, from, to, sum, sumOffset, width);
  }

  @Override
  public void dotRows(
      float[] vector,
      int offset,
      float[] rows,
      int[] index,
      int from,
      int to,
      float[] out,
      int width,
      float[] lanes) {
    VectorDots.dotRows(vector, offset, rows, index, from, to, out, width, lanes);
  }

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes) {
    return VectorDots.dot(a, aOffset, b, bOffset, width, lanes);
  }

  @Override
  public float subtract(
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset,
      int width,
      float[] lanes) {
    VectorSums.subtract(a, aOffset, b, bOffset, out, outOffset, width);
    return VectorDots.dot(out, outOffset, out, outOffset, width, lanes);
  }

  @Override
  public float squaredDistance(
      float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes) {
    return VectorDots.squaredDistance(a, aOffset, b, bOffset, width, lanes);
  }

  @Override
  public void addScaled(
      float factor, float[] a, int aOffset, float[] sum, int sumOffset, int width) {
    VectorSums.addScaled(factor, a, aOffset, sum, sumOffset, width);
  }

  @Override
  public void fill(float[] a, int offset, int length, float value) {
    VectorSums.fill(a, offset, length, value);
  }

  @Override
  public void scale(float[] a, int offset, int width, float factor) {
    VectorSums.scale(a, offset, width, factor);
  }

  @Override
  public void adam(float[] w, float[] m, float[] v, int offset, float[] g, int width, AdamStep s) {
    VectorAdam.update(w, m, v, offset, g, width, s);
  }
}

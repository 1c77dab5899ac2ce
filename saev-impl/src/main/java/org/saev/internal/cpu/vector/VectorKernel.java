package org.saev.internal.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.saev.internal.cpu.AdamStep;
import org.saev.internal.cpu.Kernel;

/**
 * The kernel on the Vector API, for vectors of 128, 256 or 512 bits.
 *
 * <p>A tile of pre-activations is held in registers, three vectors of tokens by as many latents as
 * there are registers for: 8 latents where there are 32 vector registers (AVX-512, Arm), 4 where
 * there are 16 (AVX2).
 */
public final class VectorKernel implements Kernel {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  static final int STEP = SPECIES.length();
  static final int PANEL_TOKENS = 3 * STEP;
  private static final boolean MANY_REGISTERS =
      STEP == LANES || System.getProperty("os.arch", "").equals("aarch64");

  /** Creates the kernel. Called by reflection: the module of the Vector API may be absent. */
  public VectorKernel() {
    if (STEP != 4 && STEP != 8 && STEP != LANES) {
      throw new UnsupportedOperationException(
          "vectors of " + STEP + " floats are not supported: 4, 8 or 16 are");
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
    return MANY_REGISTERS ? 8 : 4;
  }

  @Override
  public int scratchRows() {
    return 0;
  }

  @Override
  public void multiply(
      float[] panel,
      int panelOffset,
      int tokens,
      float[] weights,
      int[] rows,
      int latents,
      int from,
      int to,
      float[][] sums,
      float[][] scratch) {
    boolean full = tokens == PANEL_TOKENS;
    for (int r = 0; r < latents; r += tileLatents()) {
      if (full && MANY_REGISTERS) {
        Tile8.three(panel, panelOffset, weights, rows, r, from, to, sums);
      } else if (full) {
        Tile4.three(panel, panelOffset, weights, rows, r, from, to, sums);
      } else {
        for (int t = 0; t < tokens; t += STEP) {
          if (MANY_REGISTERS) {
            Tile8.one(panel, panelOffset, t, weights, rows, r, from, to, sums);
          } else {
            Tile4.one(panel, panelOffset, t, weights, rows, r, from, to, sums);
          }
        }
      }
    }
  }

  @Override
  public int atLeast(
      float[][] sums, int from, int to, float[] bounds, int boundsOffset, int[] hits) {
    return VectorScan.atLeast(sums, from, to, bounds, boundsOffset, hits);
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
  public void scale(float[] a, int offset, int width, float factor) {
    VectorSums.scale(a, offset, width, factor);
  }

  @Override
  public void adam(float[] w, float[] m, float[] v, int offset, float[] g, int width, AdamStep s) {
    VectorAdam.update(w, m, v, offset, g, width, s);
  }
}

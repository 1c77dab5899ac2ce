package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * The kernel in plain Java, for virtual machines without the Vector API: the same bits, slower. Its
 * loops have the form that the JIT turns into vector code by itself.
 */
final class PlainKernel implements Kernel {
  /** Loops of so many tokens spend little in the scalar rounds that the JIT puts around them. */
  private static final int PANEL_TOKENS = 768;

  private static final int TOKEN_STEP = 16;

  /** Latents of a block, whose sums stay in the second-level cache while all columns go past. */
  private static final int BLOCK = 32 * PlainTile.LATENTS;

  /** Columns that go past all tiles of a block together; they stay in that cache, too. */
  private static final int PIECE = 16 * PlainTile.COLUMNS;

  /** Latents that {@link #atLeast} looks at together. */
  private static final int GROUP = 8;

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public int panelTokens() {
    return PANEL_TOKENS;
  }

  @Override
  public int tokenStep() {
    return TOKEN_STEP;
  }

  @Override
  public int tileLatents() {
    return PlainTile.LATENTS;
  }

  @Override
  public int scratchRows() {
    return PIECE + BLOCK;
  }

  @Override
  public Blocking blocking(int width) {
    return new Blocking(width, BLOCK, 1);
  }

  @Override
  public int packedLength(int latents, int width) {
    return latents * width;
  }

  /** In the order of use: of each tile, its latents' weights of column 0, of column 1 and so on. */
  @Override
  public void pack(float[] weights, int[] rows, int latents, int width, float[] packed) {
    for (int r = 0; r < latents; r++) {
      int lane = r % PlainTile.LATENTS;
      int to = (r - lane) * width + lane;
      for (int c = 0; c < width; c++) {
        packed[to + c * PlainTile.LATENTS] = weights[rows[r] + c];
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
    for (int first = 0; first < latents; first += BLOCK) {
      int end = Math.min(latents, first + BLOCK);
      for (int r = first; r < end; r++) {
        float[] own = scratch[PIECE + r - first];
        System.arraycopy(sums, r * PANEL_TOKENS, own, 0, tokens);
      }
      addColumns(panel, panelOffset, tokens, packed, first, end, width, from, to, scratch);
      for (int r = first; r < end; r++) {
        float[] own = scratch[PIECE + r - first];
        System.arraycopy(own, 0, sums, r * PANEL_TOKENS, tokens);
      }
    }
  }

  /**
   * Takes some columns past the latents of a block, whose sums are in scratch: the columns of a
   * piece past each tile, so that the tile's sums stay in the first-level cache meanwhile.
   */
  private void addColumns(
      float[] panel,
      int panelOffset,
      int tokens,
      float[] packed,
      int first,
      int end,
      int width,
      int from,
      int to,
      float[][] scratch) {
    for (int start = from; start < to; start += PIECE) {
      int columns = Math.min(PIECE, to - start);
      for (int i = 0; i < columns; i++) {
        System.arraycopy(panel, panelOffset + (start + i) * PANEL_TOKENS, scratch[i], 0, tokens);
      }
      for (int r = first; r < end; r += PlainTile.LATENTS) {
        int w = r * width + start * PlainTile.LATENTS;
        addPiece(tokens, packed, w, columns, PIECE + r - first, scratch);
      }
    }
  }

  /** Takes the columns of a piece past the tile whose sums are in scratch from {@code own} on. */
  private void addPiece(
      int tokens, float[] packed, int w, int columns, int own, float[][] scratch) {
    int whole = columns - columns % PlainTile.COLUMNS;
    for (int i = 0; i < whole; i += PlainTile.COLUMNS) {
      PlainTile.add(
          scratch[i],
          scratch[i + 1],
          scratch[i + 2],
          packed,
          w + i * PlainTile.LATENTS,
          scratch[own],
          scratch[own + 1],
          scratch[own + 2],
          tokens);
    }
    for (int i = whole; i < columns; i++) {
      for (int lane = 0; lane < PlainTile.LATENTS; lane++) {
        float weight = packed[w + i * PlainTile.LATENTS + lane];
        addScaled(weight, scratch[i], 0, scratch[own + lane], 0, tokens);
      }
    }
  }

  /**
   * Compares the largest of some latents first, which the JIT finds with vectors, and looks at each
   * only where that reaches the bound.
   */
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
    float[] largest = scratch[0];
    int found = 0;
    for (int first = from; first < to; first += GROUP) {
      int end = Math.min(to, first + GROUP);
      System.arraycopy(sums, first * PANEL_TOKENS, largest, 0, tokens);
      for (int r = first + 1; r < end; r++) {
        raise(largest, sums, r * PANEL_TOKENS, tokens);
      }
      for (int t = 0; t < tokens; t++) {
        float bound = bounds[boundsOffset + t];
        // Not >=, since NaN as the largest may hide numbers that reach the bound.
        if (!(largest[t] < bound)) {
          for (int r = first; r < end; r++) {
            hits[found] = r * PANEL_TOKENS + t;
            found += sums[r * PANEL_TOKENS + t] >= bound ? 1 : 0;
          }
        }
      }
    }
    return found;
  }

  private static void raise(float[] largest, float[] sums, int offset, int tokens) {
    for (int t = 0; t < tokens; t++) {
      largest[t] = Math.max(largest[t], sums[offset + t]);
    }
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
    for (int q = from; q < to; q++) {
      addScaled(weights[q], rows, index[q] * width, sum, sumOffset, width);
    }
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
    for (int q = from; q < to; q++) {
      out[q] = dot(vector, offset, rows, index[q] * width, width, lanes);
    }
  }

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes) {
    Arrays.fill(lanes, 0, LANES, 0f);
    int c = 0;
    for (; c + LANES <= width; c += LANES) {
      for (int l = 0; l < LANES; l++) {
        lanes[l] = Math.fma(a[aOffset + c + l], b[bOffset + c + l], lanes[l]);
      }
    }
    for (int l = 0; c < width; c++, l++) {
      lanes[l] = Math.fma(a[aOffset + c], b[bOffset + c], lanes[l]);
    }
    return Kernel.fold(lanes);
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
    for (int c = 0; c < width; c++) {
      out[outOffset + c] = a[aOffset + c] - b[bOffset + c];
    }
    return dot(out, outOffset, out, outOffset, width, lanes);
  }

  @Override
  public float squaredDistance(
      float[] a, int aOffset, float[] b, int bOffset, int width, float[] lanes) {
    Arrays.fill(lanes, 0, LANES, 0f);
    for (int c = 0; c < width; c++) {
      float difference = a[aOffset + c] - b[bOffset + c];
      lanes[c % LANES] = Math.fma(difference, difference, lanes[c % LANES]);
    }
    return Kernel.fold(lanes);
  }

  @Override
  public void addScaled(
      float factor, float[] a, int aOffset, float[] sum, int sumOffset, int width) {
    for (int c = 0; c < width; c++) {
      sum[sumOffset + c] = Math.fma(factor, a[aOffset + c], sum[sumOffset + c]);
    }
  }

  @Override
  public void fill(float[] a, int offset, int length, float value) {
    Arrays.fill(a, offset, offset + length, value);
  }

  @Override
  public void scale(float[] a, int offset, int width, float factor) {
    for (int c = 0; c < width; c++) {
      a[offset + c] *= factor;
    }
  }

  @Override
  public void adam(float[] w, float[] m, float[] v, int offset, float[] g, int width, AdamStep s) {
    float beta1 = s.beta1();
    float beta2 = s.beta2();
    float oneMinusBeta1 = s.oneMinusBeta1();
    float oneMinusBeta2 = s.oneMinusBeta2();
    float stepSize = s.stepSize();
    float inverseRoot = s.inverseRootCorrection();
    float epsilon = s.epsilon();
    for (int c = 0; c < width; c++) {
      float gradient = g[c];
      float first = Math.fma(beta1, m[offset + c], oneMinusBeta1 * gradient);
      float second = Math.fma(beta2, v[offset + c], oneMinusBeta2 * gradient * gradient);
      m[offset + c] = first;
      v[offset + c] = second;
      w[offset + c] -= stepSize * first / Math.fma((float) Math.sqrt(second), inverseRoot, epsilon);
    }
  }
}

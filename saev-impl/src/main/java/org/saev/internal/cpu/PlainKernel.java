package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * The kernel in plain Java, for virtual machines without the Vector API: the same bits, slower. Its
 * loops have the form that the JIT turns into vector code by itself.
 */
final class PlainKernel implements Kernel {
  private static final int PANEL_TOKENS = 256;
  private static final int TOKEN_STEP = 16;

  /**
   * Columns that go past all latents together: they and a row of sums fit the first-level cache.
   */
  private static final int COLUMNS = 32;

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
    return 1;
  }

  @Override
  public int scratchRows() {
    return COLUMNS + 1;
  }

  @Override
  public int packedLength(int latents, int width) {
    return latents * width;
  }

  @Override
  public void pack(float[] weights, int[] rows, int latents, int width, float[] packed) {
    for (int r = 0; r < latents; r++) {
      System.arraycopy(weights, rows[r], packed, r * width, width);
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
      float[][] x) {
    float[] row = x[COLUMNS];
    for (int first = from; first < to; first += COLUMNS) {
      int count = Math.min(COLUMNS, to - first);
      for (int i = 0; i < count; i++) {
        System.arraycopy(panel, panelOffset + (first + i) * PANEL_TOKENS, x[i], 0, tokens);
      }
      for (int r = 0; r < latents; r++) {
        System.arraycopy(sums, r * PANEL_TOKENS, row, 0, tokens);
        int w = r * width + first;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
          fourColumns(x[i], x[i + 1], x[i + 2], x[i + 3], packed, w + i, row, tokens);
        }
        for (; i < count; i++) {
          addScaled(packed[w + i], x[i], 0, row, 0, tokens);
        }
        System.arraycopy(row, 0, sums, r * PANEL_TOKENS, tokens);
      }
    }
  }

  /**
   * Four links of each chain at once: the sums are loaded and stored a quarter as often. The JIT
   * makes vector code of this form, with one array a column and one common index; of eight columns
   * or of offsets into one array Java 17 does not, at a quarter of the speed.
   */
  private static void fourColumns(
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] weights,
      int w,
      float[] sums,
      int tokens) {
    float w0 = weights[w];
    float w1 = weights[w + 1];
    float w2 = weights[w + 2];
    float w3 = weights[w + 3];
    for (int t = 0; t < tokens; t++) {
      sums[t] =
          Math.fma(
              x3[t], w3, Math.fma(x2[t], w2, Math.fma(x1[t], w1, Math.fma(x0[t], w0, sums[t]))));
    }
  }

  @Override
  public int atLeast(float[] sums, int from, int to, float[] bounds, int boundsOffset, int[] hits) {
    int found = 0;
    for (int r = from; r < to; r++) {
      for (int t = 0; t < PANEL_TOKENS; t++) {
        if (sums[r * PANEL_TOKENS + t] >= bounds[boundsOffset + t]) {
          hits[found++] = r * PANEL_TOKENS + t;
        }
      }
    }
    return found;
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

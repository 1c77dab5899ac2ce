package org.saev.internal.cpu;

/**
 * Three columns past three latents in plain Java: nine links of chains for three loads of
 * activations and three loads and stores of sums.
 *
 * <p>What the JIT makes vector code of was found by trial, on Java 17 and 25: one array a column
 * and a latent, one common index, and no more than nine multiply-adds (of 3 latents by 4 columns
 * Java 17 makes none, nor of 2 by 4). Nor does Java 17 once the method is inlined, at a fifth of
 * the speed; so it is kept above the 325 bytes of code from which on the JIT inlines no method, to
 * which the check of the lengths, otherwise spared, and the sums' names add what is needed.
 */
final class PlainTile {
  static final int LATENTS = 3;
  static final int COLUMNS = 3;

  private PlainTile() {}

  static void add(
      float[] x0,
      float[] x1,
      float[] x2,
      float[] weights,
      int w,
      float[] a,
      float[] b,
      float[] c,
      int tokens) {
    if (tokens > x0.length
        || tokens > x1.length
        || tokens > x2.length
        || tokens > a.length
        || tokens > b.length
        || tokens > c.length) {
      throw new IndexOutOfBoundsException(
          tokens
              + " tokens, but rows of "
              + x0.length
              + ", "
              + x1.length
              + ", "
              + x2.length
              + " and sums of "
              + a.length
              + ", "
              + b.length
              + ", "
              + c.length);
    }
    float a0 = weights[w + 0];
    float b0 = weights[w + 1];
    float c0 = weights[w + 2];
    float a1 = weights[w + 3];
    float b1 = weights[w + 4];
    float c1 = weights[w + 5];
    float a2 = weights[w + 6];
    float b2 = weights[w + 7];
    float c2 = weights[w + 8];
    for (int t = 0; t < tokens; t++) {
      float y0 = x0[t];
      float y1 = x1[t];
      float y2 = x2[t];
      float aSum = a[t];
      float bSum = b[t];
      float cSum = c[t];
      aSum = Math.fma(y0, a0, aSum);
      bSum = Math.fma(y0, b0, bSum);
      cSum = Math.fma(y0, c0, cSum);
      aSum = Math.fma(y1, a1, aSum);
      bSum = Math.fma(y1, b1, bSum);
      cSum = Math.fma(y1, c1, cSum);
      aSum = Math.fma(y2, a2, aSum);
      bSum = Math.fma(y2, b2, bSum);
      cSum = Math.fma(y2, c2, cSum);
      a[t] = aSum;
      b[t] = bSum;
      c[t] = cSum;
    }
  }
}

package org.saev.internal.djl;

import org.saev.sae.SparseCodes;

/** Gathers rows of k values and latents, leaving out what isn't active. */
final class CodesBuilder {

  private final int latents;
  private final int k;
  private final int[] starts;
  private final int[] indices;
  private final float[] values;
  private int rows;

  CodesBuilder(int latents, int tokens, int k) {
    this.latents = latents;
    this.k = k;
    starts = new int[tokens + 1];
    indices = new int[Math.multiplyExact(tokens, k)];
    values = new float[indices.length];
  }

  /**
   * Adds rows.
   *
   * @param rowValues [at least count, k], strongest first
   * @param rowIndices the latents
   */
  void add(float[] rowValues, int[] rowIndices, int count) {
    for (int row = 0; row < count; row++) {
      int end = starts[rows];
      for (int q = row * k; q < (row + 1) * k && rowValues[q] > 0; q++) {
        indices[end] = rowIndices[q];
        values[end++] = rowValues[q];
      }
      starts[++rows] = end;
    }
  }

  SparseCodes build() {
    return SparseCodes.of(latents, starts, indices, values);
  }
}

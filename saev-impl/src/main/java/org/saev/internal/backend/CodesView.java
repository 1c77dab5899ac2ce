package org.saev.internal.backend;

import org.saev.internal.cpu.Codes;
import org.saev.sae.SparseCodes;

/** Codes of the API as the kernels take them. */
final class CodesView implements Codes {

  private final int[] starts;
  private final int[] indices;
  private final float[] values;

  CodesView(SparseCodes codes) {
    starts = new int[codes.tokens() + 1];
    indices = new int[codes.entries()];
    values = new float[codes.entries()];
    for (int t = 0; t < codes.tokens(); t++) {
      int count = codes.count(t);
      starts[t + 1] = starts[t] + count;
      for (int rank = 0; rank < count; rank++) {
        indices[starts[t] + rank] = codes.latent(t, rank);
        values[starts[t] + rank] = codes.value(t, rank);
      }
    }
  }

  @Override
  public int tokens() {
    return starts.length - 1;
  }

  @Override
  public int start(int token) {
    return starts[token];
  }

  @Override
  public int end(int token) {
    return starts[token + 1];
  }

  @Override
  public int[] indices() {
    return indices;
  }

  @Override
  public float[] values() {
    return values;
  }
}

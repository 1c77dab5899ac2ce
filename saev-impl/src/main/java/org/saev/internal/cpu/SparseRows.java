package org.saev.internal.cpu;

/** Codes with any number of latents a token: one row follows the other. */
public final class SparseRows implements Codes {
  private int tokens;
  private int[] starts = {0};
  private int[] indices = {};
  private float[] values = {};

  /** Makes room for rows of the given lengths. */
  void reserve(int[] lengths, int tokens) {
    this.tokens = tokens;
    if (starts.length <= tokens) {
      starts = new int[tokens + 1];
    }
    long entries = 0;
    for (int t = 0; t < tokens; t++) {
      starts[t] = (int) entries;
      entries = Sizes.elements("codes", 1, entries + lengths[t]);
    }
    starts[tokens] = (int) entries;
    if (indices.length < entries) {
      indices = new int[(int) entries];
      values = new float[(int) entries];
    }
  }

  /** Writes a row from sorted keys. */
  void fill(int token, long[] keys) {
    for (int q = starts[token]; q < starts[token + 1]; q++) {
      long key = keys[q - starts[token]];
      indices[q] = Keys.latent(key);
      values[q] = Keys.value(key);
    }
  }

  @Override
  public int tokens() {
    return tokens;
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

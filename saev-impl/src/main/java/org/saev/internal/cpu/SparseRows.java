package org.saev.internal.cpu;

import java.util.Arrays;

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

  /** Returns the number of entries of all rows. */
  int entries() {
    return starts[tokens];
  }

  /** Leaves out entries whose {@code Keys.of(value, position)} is below a key. */
  void keepFrom(long smallest) {
    int kept = 0;
    int from = starts[0];
    for (int t = 0; t < tokens; t++) {
      int end = starts[t + 1];
      for (int q = from; q < end; q++) {
        if (Keys.of(values[q], q) >= smallest) {
          indices[kept] = indices[q];
          values[kept++] = values[q];
        }
      }
      starts[t + 1] = kept;
      from = end;
    }
  }

  /** Puts the entries of each row into the order of their latents. */
  void sortByLatent(Team team) {
    team.forChunks(
        tokens,
        (chunk, first, last, scratch) -> {
          for (int t = first; t < last; t++) {
            int from = starts[t];
            long[] row = new long[starts[t + 1] - from];
            for (int i = 0; i < row.length; i++) {
              int bits = Float.floatToRawIntBits(values[from + i]);
              row[i] = (long) indices[from + i] << 32 | (bits & 0xffffffffL);
            }
            Arrays.sort(row);
            for (int i = 0; i < row.length; i++) {
              indices[from + i] = (int) (row[i] >>> 32);
              values[from + i] = Float.intBitsToFloat((int) row[i]);
            }
          }
        });
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

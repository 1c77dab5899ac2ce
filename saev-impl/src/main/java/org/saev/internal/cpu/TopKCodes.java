package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * The latents that fire for each token of a batch. Row {@code t} has {@code counts[t] <= k} entries
 * at {@code t·k}, strongest first and of equals the lower latent first; the rest of it is -1 and 0.
 */
public final class TopKCodes implements Codes {
  private final int k;
  private int tokens;
  private int[] indices = {};
  private float[] values = {};
  private int[] counts = {};

  /**
   * Creates codes without tokens; arrays grow when they are filled, and are reused.
   *
   * @param k entries a token at most
   */
  public TopKCodes(int k) {
    this.k = Sizes.positive("k", k);
  }

  void reserve(int tokens) {
    this.tokens = tokens;
    int wanted = Sizes.elements("codes", tokens, k);
    if (indices.length < wanted) {
      indices = new int[wanted];
      values = new float[wanted];
      counts = new int[tokens];
    }
  }

  /** Takes the winners of token {@code from} of a selection as those of token {@code token}. */
  void fill(TopKSelection selection, int from, int token) {
    int at = token * k;
    begin(token, selection.take(from, indices, values, at));
  }

  /** Begins a row that has a number of entries. */
  void begin(int token, int count) {
    int at = token * k;
    Arrays.fill(indices, at + count, at + k, -1);
    Arrays.fill(values, at + count, at + k, 0f);
    counts[token] = count;
  }

  /** Sets an entry of a row. */
  void set(int token, int rank, int latent, float value) {
    indices[token * k + rank] = latent;
    values[token * k + rank] = value;
  }

  /** Replaces each latent {@code i} by {@code names[i]}. */
  void rename(int[] names) {
    for (int t = 0; t < tokens; t++) {
      for (int q = start(t); q < end(t); q++) {
        indices[q] = names[indices[q]];
      }
    }
  }

  /** Returns the entries of a row at most. */
  public int k() {
    return k;
  }

  @Override
  public int tokens() {
    return tokens;
  }

  @Override
  public int start(int token) {
    return token * k;
  }

  @Override
  public int end(int token) {
    return token * k + counts[token];
  }

  @Override
  public int[] indices() {
    return indices;
  }

  @Override
  public float[] values() {
    return values;
  }

  /** Returns the entries of each row, {@code [tokens]}; the array itself, which may be longer. */
  public int[] counts() {
    return counts;
  }
}

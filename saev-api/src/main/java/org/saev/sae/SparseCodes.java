package org.saev.sae;

import java.util.Arrays;
import java.util.Objects;

/**
 * The codes of some tokens: for each token its active latents and their activations, strongest
 * first; equal activations are ordered by latent, lower first. Only activations other than 0 are
 * held, so rows may differ in length. Immutable as far as the arrays given to it are left alone.
 */
public final class SparseCodes {

  private final int latents;
  private final int firstRow;
  private final int rows;
  private final int[] starts;
  private final int[] indices;
  private final float[] values;

  /** One a token, or null where nothing was done to the input. */
  private final float[] scales;

  private final float[] shifts;

  private SparseCodes(
      int latents,
      int firstRow,
      int rows,
      int[] starts,
      int[] indices,
      float[] values,
      float[] scales,
      float[] shifts) {
    this.latents = latents;
    this.firstRow = firstRow;
    this.rows = rows;
    this.starts = starts;
    this.indices = indices;
    this.values = values;
    this.scales = scales;
    this.shifts = shifts;
  }

  /**
   * Wraps arrays without copying them.
   *
   * @param latents number of latents of the autoencoder
   * @param starts [tokens + 1], ascending: token t has entries {@code starts[t]} to {@code starts[t
   *     + 1] - 1}
   * @param indices the latent of each entry
   * @param values the activation of each entry
   * @return the codes
   * @throws IllegalArgumentException if the arrays don't fit together, a latent is out of range, an
   *     activation is 0 or NaN, or a row isn't in order
   */
  public static SparseCodes of(int latents, int[] starts, int[] indices, float[] values) {
    if (starts.length == 0 || starts[0] < 0) {
      throw new IllegalArgumentException("starts must begin with an offset of 0 or more");
    }
    int end = starts[starts.length - 1];
    if (end > indices.length || end > values.length) {
      throw new IllegalArgumentException(
          "starts ends at "
              + end
              + ", but there are "
              + indices.length
              + " indices and "
              + values.length
              + " values");
    }
    for (int t = 1; t < starts.length; t++) {
      if (starts[t] < starts[t - 1]) {
        throw new IllegalArgumentException("starts must ascend, but falls at token " + (t - 1));
      }
    }
    for (int token = 0; token < starts.length - 1; token++) {
      checkRow(latents, token, starts[token], starts[token + 1], indices, values);
    }
    return new SparseCodes(latents, 0, starts.length - 1, starts, indices, values, null, null);
  }

  /**
   * The same codes with what was done to each token's activations before encoding, which decoding
   * undoes: the activations were {@code inputScale·x + inputShift}, x what was encoded.
   *
   * @param inputScales [tokens]; not copied
   * @param inputShifts [tokens]; not copied
   * @return codes that share the other arrays
   */
  public SparseCodes withInput(float[] inputScales, float[] inputShifts) {
    if (inputScales.length != rows || inputShifts.length != rows) {
      throw new IllegalArgumentException(
          "there must be one scale and one shift for each of "
              + rows
              + " tokens, but there are "
              + inputScales.length
              + " and "
              + inputShifts.length);
    }
    if (firstRow != 0) {
      throw new IllegalArgumentException("a slice can't be given scales; give them before slicing");
    }
    return new SparseCodes(
        latents, firstRow, rows, starts, indices, values, inputScales, inputShifts);
  }

  private static void checkRow(
      int latents, int token, int from, int to, int[] indices, float[] values) {
    for (int i = from; i < to; i++) {
      if (indices[i] < 0 || indices[i] >= latents) {
        throw new IllegalArgumentException(
            "latent " + indices[i] + " of token " + token + " is outside 0.." + (latents - 1));
      }
      if (values[i] == 0 || Float.isNaN(values[i])) {
        throw new IllegalArgumentException(
            "only activations other than 0 are held, but latent "
                + indices[i]
                + " of token "
                + token
                + " has "
                + values[i]);
      }
      if (i > from
          && !(values[i] < values[i - 1]
              || (values[i] == values[i - 1] && indices[i] > indices[i - 1]))) {
        throw new IllegalArgumentException(
            "a row must be ordered, strongest first and of equals the lower latent, but token "
                + token
                + " has latent "
                + indices[i - 1]
                + " with "
                + values[i - 1]
                + " before latent "
                + indices[i]
                + " with "
                + values[i]);
      }
    }
  }

  /**
   * Returns the number of tokens.
   *
   * @return rows
   */
  public int tokens() {
    return rows;
  }

  /**
   * Returns the number of latents of the autoencoder.
   *
   * @return one more than the largest latent index possible
   */
  public int latents() {
    return latents;
  }

  /**
   * Returns the number of active latents of all tokens.
   *
   * @return entries
   */
  public int entries() {
    return starts[firstRow + rows] - starts[firstRow];
  }

  /**
   * Returns the number of active latents of a token: its L0.
   *
   * @param token from 0
   * @return entries of its row
   */
  public int count(int token) {
    int row = row(token);
    return starts[row + 1] - starts[row];
  }

  /**
   * Returns an active latent of a token.
   *
   * @param token from 0
   * @param rank 0 for the strongest
   * @return the index of the latent
   */
  public int latent(int token, int rank) {
    return indices[entry(token, rank)];
  }

  /**
   * Returns an activation of a token.
   *
   * @param token from 0
   * @param rank 0 for the strongest
   * @return the activation of {@link #latent}
   */
  public float value(int token, int rank) {
    return values[entry(token, rank)];
  }

  /**
   * Returns the activation of a given latent.
   *
   * @param token from 0
   * @param latent the index of the latent
   * @return its activation, 0 if it isn't active; O(entries of the row)
   */
  public float activation(int token, int latent) {
    int row = row(token);
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      if (indices[i] == latent) {
        return values[i];
      }
    }
    return 0;
  }

  /**
   * Returns the codes of some tokens, without copying.
   *
   * @param from the first token
   * @param to the token after the last
   * @return a view
   */
  public SparseCodes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    return new SparseCodes(
        latents, firstRow + from, to - from, starts, indices, values, scales, shifts);
  }

  /**
   * Returns what a token's reconstruction is multiplied by, to undo the {@link InputNormalization}.
   *
   * @param token from 0
   * @return 1 where nothing was done to the input
   */
  public float inputScale(int token) {
    int row = row(token);
    return scales == null ? 1 : scales[row];
  }

  /**
   * Returns what is added to each entry of a token's reconstruction, after it was multiplied.
   *
   * @param token from 0
   * @return 0 where nothing was done to the input
   */
  public float inputShift(int token) {
    int row = row(token);
    return shifts == null ? 0 : shifts[row];
  }

  /**
   * Copies the codes into a dense matrix.
   *
   * @return [tokens, latents], row-major
   */
  public float[] toDense() {
    float[] dense = new float[Math.multiplyExact(rows, latents)];
    for (int token = 0; token < rows; token++) {
      int row = firstRow + token;
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        dense[token * latents + indices[i]] = values[i];
      }
    }
    return dense;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SparseCodes that) || latents != that.latents || rows != that.rows) {
      return false;
    }
    for (int token = 0; token < rows; token++) {
      int a = row(token);
      int b = that.row(token);
      if (inputScale(token) != that.inputScale(token)
          || inputShift(token) != that.inputShift(token)) {
        return false;
      }
      if (!Arrays.equals(
              indices, starts[a], starts[a + 1], that.indices, that.starts[b], that.starts[b + 1])
          || !Arrays.equals(
              values, starts[a], starts[a + 1], that.values, that.starts[b], that.starts[b + 1])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 31 * latents + rows;
    for (int i = starts[firstRow]; i < starts[firstRow + rows]; i++) {
      hash = 31 * (31 * hash + indices[i]) + Float.floatToIntBits(values[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    return "SparseCodes[" + rows + " tokens, " + latents + " latents, " + entries() + " active]";
  }

  private int row(int token) {
    return firstRow + Objects.checkIndex(token, rows);
  }

  private int entry(int token, int rank) {
    return starts[row(token)] + Objects.checkIndex(rank, count(token));
  }
}

package org.saev.internal;

import java.util.Arrays;
import org.saev.internal.cpu.Codes;
import org.saev.sae.SparseCodes;

/**
 * Arrays that codes are written into, token by token. Writing another batch overwrites the codes
 * that were given out before: who reads codes at once uses one buffer for all batches, who hands
 * them to others uses a new one each time.
 */
public final class CodesBuffer {

  private int rows;
  private int next;

  /** As long as there was ever need for; rows beyond the batch's are empty. */
  private int[] starts = {0};

  private int[] indices = {};
  private float[] values = {};

  /** One a row, or empty where nothing was ever done to the input. */
  private float[] scales = {};

  private float[] shifts = {};

  /**
   * Begins a batch, to which {@code tokens} rows have to be added.
   *
   * @param tokens number of rows
   * @param entries of all rows at most
   */
  public void begin(int tokens, int entries) {
    rows = tokens;
    next = 0;
    if (starts.length <= tokens) {
      starts = new int[tokens + 1];
      scales = new float[0];
      shifts = new float[0];
    }
    if (indices.length < entries) {
      indices = new int[entries];
      values = new float[entries];
    }
    Arrays.fill(scales, 1);
    Arrays.fill(shifts, 0);
  }

  /**
   * Adds a row.
   *
   * @param rowIndices holds its latents
   * @param rowValues holds its activations
   * @param from the first entry
   * @param to the entry after the last
   */
  public void add(int[] rowIndices, float[] rowValues, int from, int to) {
    int at = starts[next];
    System.arraycopy(rowIndices, from, indices, at, to - from);
    System.arraycopy(rowValues, from, values, at, to - from);
    starts[++next] = at + to - from;
  }

  /** Adds a row with what was done to its input. */
  public void add(SparseCodes codes, int token) {
    int count = codes.count(token);
    int at = starts[next];
    for (int rank = 0; rank < count; rank++) {
      indices[at + rank] = codes.latent(token, rank);
      values[at + rank] = codes.value(token, rank);
    }
    input(next, codes.inputScale(token), codes.inputShift(token));
    starts[++next] = at + count;
  }

  /** Adds a row without entries. */
  public void addEmpty() {
    starts[next + 1] = starts[next];
    next++;
  }

  /** Writes all rows of a batch, without the gaps between them. */
  public void set(Codes codes) {
    int tokens = codes.tokens();
    int entries = 0;
    for (int t = 0; t < tokens; t++) {
      entries = Math.addExact(entries, codes.end(t) - codes.start(t));
    }
    begin(tokens, entries);
    for (int t = 0; t < tokens; t++) {
      add(codes.indices(), codes.values(), codes.start(t), codes.end(t));
    }
  }

  /**
   * Says what was done to a row's activations before encoding, see {@link SparseCodes#withInput}.
   */
  public void input(int row, float scale, float shift) {
    if (scales.length == 0 && (scale != 1 || shift != 0)) {
      scales = new float[starts.length - 1];
      shifts = new float[starts.length - 1];
      Arrays.fill(scales, 1);
    }
    if (scales.length > 0) {
      scales[row] = scale;
      shifts[row] = shift;
    }
  }

  /**
   * Returns the batch, once all rows were added.
   *
   * @param latents number of latents of the autoencoder
   * @return codes in the arrays of this buffer
   */
  public SparseCodes codes(int latents) {
    if (next != rows) {
      throw new IllegalStateException(next + " of " + rows + " rows were added");
    }
    Arrays.fill(starts, rows + 1, starts.length, starts[rows]);
    SparseCodes codes = SparseCodes.of(latents, starts, indices, values);
    return (scales.length == 0 ? codes : codes.withInput(scales, shifts)).slice(0, rows);
  }
}

package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * The entries of a batch's codes in the order of their latents, and of the tokens within one: what
 * the gradient of a latent's rows is summed from. A counting sort.
 */
final class EntriesByLatent {
  private final int[] starts;
  private final int[] cursors;
  private int[] tokens = {};
  private float[] decoderWeights = {};
  private float[] encoderWeights = {};
  private Residuals residuals;
  private int[] order;
  private boolean[] silent;
  private int silenced;

  /**
   * @param ordered whether it is to be known which entry of the codes an entry was
   */
  EntriesByLatent(int latents, boolean ordered) {
    starts = new int[latents + 1];
    cursors = new int[latents];
    order = ordered ? new int[0] : null;
  }

  /**
   * Sorts.
   *
   * @param codes activations {@code z}
   * @param residuals their residuals, and the inner products of these with decoder rows
   * @param factor what turns residuals into gradients of the loss
   * @param tokenWeights what each token's factor is multiplied by, or null for 1
   */
  void sort(Codes codes, Residuals residuals, float factor, float[] tokenWeights) {
    this.residuals = residuals;
    float[] dots = residuals.dots();
    int[] indices = codes.indices();
    Arrays.fill(starts, 0);
    for (int t = 0; t < codes.tokens(); t++) {
      for (int q = codes.start(t); q < codes.end(t); q++) {
        starts[indices[q] + 1]++;
      }
    }
    for (int j = 1; j < starts.length; j++) {
      starts[j] += starts[j - 1];
    }
    reserve(starts[cursors.length]);
    System.arraycopy(starts, 0, cursors, 0, cursors.length);
    for (int t = 0; t < codes.tokens(); t++) {
      float weight = tokenWeights == null ? factor : factor * tokenWeights[t];
      for (int q = codes.start(t); q < codes.end(t); q++) {
        int at = cursors[indices[q]]++;
        tokens[at] = t;
        decoderWeights[at] = weight * codes.values()[q];
        encoderWeights[at] = weight * dots[q];
      }
    }
    silenced = 0;
    if (order != null) {
      noteOrder(codes);
    }
  }

  private void noteOrder(Codes codes) {
    System.arraycopy(starts, 0, cursors, 0, cursors.length);
    for (int t = 0; t < codes.tokens(); t++) {
      for (int q = codes.start(t); q < codes.end(t); q++) {
        order[cursors[codes.indices()[q]]++] = q;
      }
    }
  }

  /** Empties this: no latent has entries. */
  void clear() {
    Arrays.fill(starts, 0);
    silenced = 0;
  }

  private void reserve(int entries) {
    if (tokens.length < entries) {
      tokens = new int[entries];
      decoderWeights = new float[entries];
      encoderWeights = new float[entries];
      order = order == null ? null : new int[entries];
    }
  }

  int start(int latent) {
    return starts[latent];
  }

  int end(int latent) {
    return starts[latent + 1];
  }

  boolean isEmpty(int latent) {
    return starts[latent] == starts[latent + 1];
  }

  /** Returns whether a latent has an entry that counts as firing. */
  boolean fires(int latent) {
    return !isEmpty(latent) && (silent == null || !silent[latent]);
  }

  /** Returns the number of entries that count as firing. */
  int fired() {
    return starts[cursors.length] - silenced;
  }

  /**
   * Says which entries don't count as firing.
   *
   * @param latents those of which none does; kept
   * @param entries how many entries don't
   */
  void silence(boolean[] latents, int entries) {
    silent = latents;
    silenced = entries;
  }

  /** Returns the residuals that a latent's {@link #decoderWeights} are for. */
  float[] residual(int latent) {
    return residuals.of(latent);
  }

  /** Returns which entry of the codes each entry was. */
  int[] order() {
    return order;
  }

  /** Returns the token of each entry. */
  int[] tokens() {
    return tokens;
  }

  /** Returns what each entry's residual adds to the decoder row's gradient. */
  float[] decoderWeights() {
    return decoderWeights;
  }

  /** Returns the gradient of each entry's activation. */
  float[] encoderWeights() {
    return encoderWeights;
  }
}

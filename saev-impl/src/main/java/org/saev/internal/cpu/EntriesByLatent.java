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
  private float[] residual = {};

  EntriesByLatent(int latents) {
    starts = new int[latents + 1];
    cursors = new int[latents];
  }

  /**
   * Sorts.
   *
   * @param codes activations {@code z}
   * @param reconstruction their residuals, and the inner products of these with decoder rows
   * @param factor what turns residuals into gradients of the loss
   */
  void sort(TopKCodes codes, Reconstruction reconstruction, float factor) {
    residual = reconstruction.residual();
    float[] dots = reconstruction.dots();
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
      for (int q = codes.start(t); q < codes.end(t); q++) {
        int at = cursors[indices[q]]++;
        tokens[at] = t;
        decoderWeights[at] = factor * codes.values()[q];
        encoderWeights[at] = factor * dots[q];
      }
    }
  }

  /** Empties this: no latent has entries. */
  void clear() {
    Arrays.fill(starts, 0);
  }

  private void reserve(int entries) {
    if (tokens.length < entries) {
      tokens = new int[entries];
      decoderWeights = new float[entries];
      encoderWeights = new float[entries];
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

  /** Returns the residuals that {@link #decoderWeights} are for, {@code [tokens, width]}. */
  float[] residual() {
    return residual;
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

package org.saev.internal.cpu;

import org.saev.sae.InputNormalization;

/**
 * Normalises tokens: {@code (x - mean) / s}, where layer norm has {@code s = std + 1e-5} (std with
 * n - 1), and a constant norm {@code s = ||x|| / sqrt(width)} and mean 0. A residual of normalised
 * tokens times s is the residual of the activations.
 */
public final class TokenNormalizer {
  static final double EPSILON = 1e-5;

  private TokenNormalizer() {}

  /**
   * Normalises all tokens in place.
   *
   * @param normalization what is done
   * @param x {@code [tokens, width]}
   * @param width length of a token
   */
  public static void normalize(InputNormalization normalization, float[] x, int width) {
    for (int t = 0; t < x.length / width; t++) {
      normalize(normalization, x, t, width, x);
    }
  }

  /**
   * Normalises a token.
   *
   * @param x {@code [tokens, width]}
   * @param token which one
   * @param out receives it, at the same place
   * @return s
   */
  static float normalize(
      InputNormalization normalization, float[] x, int token, int width, float[] out) {
    if (normalization == InputNormalization.NONE) {
      return 1;
    }
    boolean layerNorm = normalization == InputNormalization.LAYER_NORM;
    int from = token * width;
    int to = from + width;
    double mean = 0;
    for (int i = from; layerNorm && i < to; i++) {
      mean += x[i] / (double) width;
    }
    double square = 0;
    for (int i = from; i < to; i++) {
      square += (x[i] - mean) * (x[i] - mean);
    }
    double scale = Math.sqrt(square / (layerNorm ? Math.max(1, width - 1) : width));
    double divisor = layerNorm ? scale + EPSILON : scale;
    for (int i = from; i < to; i++) {
      out[i] = divisor > 0 ? (float) ((x[i] - mean) / divisor) : 0;
    }
    return (float) scale;
  }
}

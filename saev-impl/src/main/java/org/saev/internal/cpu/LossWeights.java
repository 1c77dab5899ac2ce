package org.saev.internal.cpu;

import org.saev.sae.InputNormalization;
import org.saev.training.Loss;
import org.saev.training.TrainingConfig;

/**
 * What each token's squared residual counts in the loss, where that isn't the same for all: tokens
 * that were normalised count as the activations that they were, and a loss may be relative to a
 * token's own square.
 */
final class LossWeights {
  private final Team team;
  private final InputNormalization normalization;
  private final boolean perToken;
  private final int width;
  private float[] normalized = {};
  private float[] scales = {};
  private float[] weights = {};

  LossWeights(Team team, TrainingConfig config, int width) {
    this.team = team;
    this.width = width;
    normalization = config.encoding().inputNormalization();
    perToken = config.loss() == Loss.NORMALIZED_MSE_PER_TOKEN;
  }

  /** Returns the normalised tokens; the activations themselves where nothing is normalised. */
  float[] normalize(float[] x, int tokens) {
    if (normalization == InputNormalization.NONE) {
      return x;
    }
    if (scales.length < tokens) {
      normalized = new float[Sizes.elements("activations", tokens, width)];
      scales = new float[tokens];
    }
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            scales[t] = TokenNormalizer.normalize(normalization, x, t, width, normalized);
          }
        });
    return normalized;
  }

  /**
   * Finds the weights of a batch that was normalised and encoded, and makes its normalised tokens
   * what is to be reconstructed: {@code (x - mean) / s}.
   */
  void prepare(float[] x, int tokens) {
    if (ofTokens() == null) {
      return;
    }
    if (normalization == InputNormalization.LAYER_NORM) {
      for (int t = 0; t < tokens; t++) {
        float factor = (float) ((scales[t] + TokenNormalizer.EPSILON) / scales[t]);
        team.kernel.scale(normalized, t * width, width, scales[t] > 0 ? factor : 1);
      }
    }
    if (weights.length < tokens) {
      weights = new float[tokens];
    }
    for (int t = 0; t < tokens; t++) {
      double weight = 1;
      if (normalization != InputNormalization.NONE) {
        weight = (double) scales[t] * scales[t];
      }
      if (perToken) {
        int row = t * width;
        float square = team.kernel.dot(x, row, x, row, width, team.scratch[0].lanes);
        if (!(square > 0)) {
          throw new IllegalArgumentException(
              "token " + t + " is zero, so its normalised error is not defined: use another loss");
        }
        weight /= square;
      }
      weights[t] = (float) weight;
    }
  }

  /** Returns the weight of each token's squared residual in the loss, or null where all are 1. */
  float[] ofTokens() {
    return perToken || normalization != InputNormalization.NONE ? weights : null;
  }

  /** Returns the loss before its divisor. */
  double loss(Residuals residuals) {
    double sum = 0;
    for (int t = 0; t < residuals.tokens(); t++) {
      sum += ofTokens() == null ? residuals.loss(t) : weights[t] * residuals.loss(t);
    }
    return sum;
  }

  /** Returns the squared error of the activations. */
  double error(Residuals residuals) {
    double sum = 0;
    for (int t = 0; t < residuals.tokens(); t++) {
      double scale = normalization == InputNormalization.NONE ? 1 : scales[t];
      sum += scale * scale * residuals.square(t);
    }
    return sum;
  }
}

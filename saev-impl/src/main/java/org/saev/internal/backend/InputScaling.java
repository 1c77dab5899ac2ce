package org.saev.internal.backend;

import java.util.Arrays;
import org.saev.SaevException;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseCodes;

/**
 * Normalises the activations of each token before encoding: {@code x' = (x - shift)/divisor}; the
 * codes carry scale and shift, by which decoding undoes it.
 */
final class InputScaling {

  /** Added to the standard deviation when dividing, but not when it is undone (Gao et al. 2024). */
  private static final double EPSILON = 1e-5;

  private final InputNormalization kind;
  private final int width;

  InputScaling(SaeConfig config) {
    kind = config.inputNormalization();
    width = config.width();
    if (kind == InputNormalization.LAYER_NORM && width < 2) {
      throw new SaevException(
          "layer normalisation needs activations of width 2 or more, but the width is " + width);
    }
  }

  /** Gives an encoder that normalises a copy of the rows first. */
  CpuEncoder before(CpuEncoder encoder) {
    if (kind == InputNormalization.NONE) {
      return encoder;
    }
    return (rows, tokens) -> {
      float[] own = Arrays.copyOf(rows, Math.multiplyExact(tokens, width));
      float[] scales = new float[tokens];
      float[] shifts = new float[tokens];
      for (int token = 0; token < tokens; token++) {
        if (kind == InputNormalization.LAYER_NORM) {
          layerNorm(own, token, scales, shifts);
        } else {
          constantNorm(own, token, scales);
        }
      }
      return encoder.encode(own, tokens).withInput(scales, shifts);
    };
  }

  /** Undoes the normalisation of what was decoded. */
  static void undo(SparseCodes codes, float[] reconstruction, int width) {
    for (int token = 0; token < codes.tokens(); token++) {
      float scale = codes.inputScale(token);
      float shift = codes.inputShift(token);
      if (scale != 1 || shift != 0) {
        for (int i = token * width; i < (token + 1) * width; i++) {
          reconstruction[i] = reconstruction[i] * scale + shift;
        }
      }
    }
  }

  private void layerNorm(float[] rows, int token, float[] scales, float[] shifts) {
    int from = token * width;
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += rows[i];
    }
    double mean = sum / width;
    double square = 0;
    for (int i = from; i < from + width; i++) {
      square += (rows[i] - mean) * (rows[i] - mean);
    }
    double deviation = Math.sqrt(square / (width - 1));
    for (int i = from; i < from + width; i++) {
      rows[i] = (float) ((rows[i] - mean) / (deviation + EPSILON));
    }
    scales[token] = (float) deviation;
    shifts[token] = (float) mean;
  }

  private void constantNorm(float[] rows, int token, float[] scales) {
    int from = token * width;
    double square = 0;
    for (int i = from; i < from + width; i++) {
      square += (double) rows[i] * rows[i];
    }
    double scale = Math.sqrt(square / width);
    if (scale != 0) {
      for (int i = from; i < from + width; i++) {
        rows[i] = (float) (rows[i] / scale);
      }
    }
    scales[token] = (float) scale;
  }
}

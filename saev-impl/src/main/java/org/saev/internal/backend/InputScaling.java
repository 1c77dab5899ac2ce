package org.saev.internal.backend;

import org.saev.SaevException;
import org.saev.internal.CodesBuffer;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;

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

  /** Gives an encoder that normalises a copy of the rows first, always in the same array. */
  CpuEncoder before(CpuEncoder encoder) {
    if (kind == InputNormalization.NONE) {
      return encoder;
    }
    return new Normalizing(encoder);
  }

  /** A workspace, as the encoder after it is one. */
  private final class Normalizing implements CpuEncoder {
    private final CpuEncoder encoder;
    private float[] normalized = {};
    private float[] scales = {};
    private float[] shifts = {};

    Normalizing(CpuEncoder encoder) {
      this.encoder = encoder;
    }

    @Override
    public void encode(float[] rows, int tokens, CodesBuffer buffer) {
      int floats = Math.multiplyExact(tokens, width);
      if (normalized.length < floats) {
        normalized = new float[floats];
        scales = new float[tokens];
        shifts = new float[tokens];
      }
      System.arraycopy(rows, 0, normalized, 0, floats);
      for (int token = 0; token < tokens; token++) {
        if (kind == InputNormalization.LAYER_NORM) {
          layerNorm(normalized, token, scales, shifts);
        } else {
          constantNorm(normalized, token, scales);
        }
      }
      encoder.encode(normalized, tokens, buffer);
      for (int token = 0; token < tokens; token++) {
        buffer.input(token, scales[token], shifts[token]);
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

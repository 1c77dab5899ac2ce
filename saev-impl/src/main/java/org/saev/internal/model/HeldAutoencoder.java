package org.saev.internal.model;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.saev.internal.BatchEncoder;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** What autoencoders have in common whose weights are arrays, whatever they compute on. */
public abstract class HeldAutoencoder implements SparseAutoencoder, BatchEncoder {

  /** As they were loaded or trained, for saving. */
  private final SaeWeights saved;

  /** As they are computed with: decoder norms folded in. */
  protected final SaeWeights weights;

  /** Takes over weights. */
  protected HeldAutoencoder(SaeWeights weights) {
    saved = weights;
    this.weights = DecoderNorms.fold(weights);
  }

  @Override
  public SaeConfig config() {
    return saved.config();
  }

  @Override
  public SparseCodes encode(FloatBuffer activations) {
    int floats = activations.remaining();
    if (floats % width() != 0) {
      throw new IllegalArgumentException(
          floats + " floats are no whole number of rows of width " + width());
    }
    float[] rows = new float[floats];
    activations.get(activations.position(), rows);
    return encodeTogether(rows, floats / width());
  }

  /** Encodes rows, [tokens, width], with all threads that the autoencoder may use. */
  protected abstract SparseCodes encodeTogether(float[] rows, int tokens);

  @Override
  public float[] decode(SparseCodes codes) {
    if (codes.latents() != latents()) {
      throw new IllegalArgumentException(codes + " are not of " + config());
    }
    float[] rows = new float[Math.multiplyExact(codes.tokens(), width())];
    if (rows.length > 0) {
      decode(codes, rows);
      undoNormalization(codes, rows);
    }
    return rows;
  }

  /** Writes {@code Σ z·W_dec + b_dec} of each token, [tokens, width]. */
  protected abstract void decode(SparseCodes codes, float[] rows);

  private void undoNormalization(SparseCodes codes, float[] rows) {
    for (int token = 0; token < codes.tokens(); token++) {
      float scale = codes.inputScale(token);
      float shift = codes.inputShift(token);
      if (scale != 1 || shift != 0) {
        for (int i = token * width(); i < (token + 1) * width(); i++) {
          rows[i] = rows[i] * scale + shift;
        }
      }
    }
  }

  @Override
  public float[] encoderRow(int latent) {
    return row(weights.encoder(), latent);
  }

  @Override
  public float[] decoderRow(int latent) {
    return row(weights.decoder(), latent);
  }

  private float[] row(float[] matrix, int latent) {
    int start = Objects.checkIndex(latent, latents()) * width();
    return Arrays.copyOfRange(matrix, start, start + width());
  }

  @Override
  public float[] encoderBias() {
    return weights.encoderBias().clone();
  }

  @Override
  public float[] decoderBias() {
    return weights.decoderBias().clone();
  }

  @Override
  public void save(Path folder) {
    ModelFiles.save(saved, folder);
  }
}

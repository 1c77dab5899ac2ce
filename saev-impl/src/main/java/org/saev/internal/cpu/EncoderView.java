package org.saev.internal.cpu;

import org.saev.sae.InputNormalization;
import org.saev.training.Encoding;

/**
 * The encoder that latents are chosen by: the weights themselves, or a copy in which each latent is
 * multiplied by the norm of its decoder row (SAELens' rescale_acts_by_decoder_norm). A latent that
 * is chosen is decoded from its plain pre-activation, so the norms cancel and gradients are those
 * of any autoencoder.
 */
final class EncoderView {
  private final Team team;
  private final TrainingState state;
  private final int width;
  private final float[] weights;
  private final float[] bias;
  private final float[] norms;
  private final boolean normalizesInput;

  EncoderView(Team team, Encoding encoding, TrainingState state) {
    this.team = team;
    this.state = state;
    width = state.width();
    boolean scaled = encoding.scaledByDecoderNorm();
    weights = scaled ? new float[state.encoder().value().length] : state.encoder().value();
    bias = scaled ? new float[state.latents()] : state.encoderBias().value();
    norms = scaled ? new float[state.latents()] : null;
    normalizesInput = encoding.inputNormalization() != InputNormalization.NONE;
  }

  /** Takes over weights that have changed. */
  void refresh() {
    if (norms == null) {
      return;
    }
    float[] decoder = state.decoder().value();
    float[] encoder = state.encoder().value();
    team.forChunks(
        state.latents(),
        (chunk, from, to, scratch) -> {
          for (int j = from; j < to; j++) {
            int row = j * width;
            float square = team.kernel.dot(decoder, row, decoder, row, width, scratch.lanes);
            norms[j] = (float) Math.sqrt(square);
            System.arraycopy(encoder, row, weights, row, width);
            team.kernel.scale(weights, row, width, norms[j]);
            bias[j] = norms[j] * state.encoderBias().value()[j];
          }
        });
  }

  /** Turns activations into those that are decoded. */
  void unscale(Codes codes) {
    if (norms == null) {
      return;
    }
    float[] values = codes.values();
    for (int t = 0; t < codes.tokens(); t++) {
      for (int q = codes.start(t); q < codes.end(t); q++) {
        float norm = norms[codes.indices()[q]];
        values[q] = norm > 0 ? values[q] / norm : 0;
      }
    }
  }

  boolean normalizesInput() {
    return normalizesInput;
  }

  float[] weights() {
    return weights;
  }

  float[] bias() {
    return bias;
  }

  int latents() {
    return state.latents();
  }
}

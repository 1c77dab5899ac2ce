package org.saev.sae;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.saev.activations.Example;

/**
 * A trained sparse autoencoder: {@code z = act((x - b_dec)·W_encᵀ + b_enc)}, {@code x^ = z·W_dec +
 * b_dec}. Immutable, and safe to use from many threads at once.
 *
 * <p>The code of a token depends on that token alone: encoding tokens together or one by one gives
 * the same bits.
 */
public interface SparseAutoencoder extends AutoCloseable {

  /**
   * Returns what the autoencoder computes and where it came from.
   *
   * @return its configuration
   */
  SaeConfig config();

  /**
   * Encodes activations.
   *
   * @param activations [tokens, width], row-major, between the buffer's position and limit; the
   *     position isn't moved
   * @return one row of codes a token
   * @throws IllegalArgumentException if the buffer is no whole number of rows, or an entry isn't
   *     finite
   * @throws org.saev.CancelledException if the calling thread was interrupted
   */
  SparseCodes encode(FloatBuffer activations);

  /**
   * Encodes all tokens of an example, padding included.
   *
   * @param example of the same width
   * @return one row of codes a token
   */
  default SparseCodes encode(Example example) {
    if (example.width() != width()) {
      throw new IllegalArgumentException(
          example + " doesn't fit an autoencoder of width " + width());
    }
    return encode(example.activations());
  }

  /**
   * Reconstructs activations from codes.
   *
   * @param codes of this autoencoder
   * @return [tokens, width], row-major
   */
  float[] decode(SparseCodes codes);

  /**
   * Returns the direction that a latent reads; where {@link SaeConfig#decoderNormRescaled}, it
   * includes the rescaling, so that it fits the codes.
   *
   * @param latent from 0
   * @return row of W_enc, [width]; a copy
   */
  float[] encoderRow(int latent);

  /**
   * Returns the direction that a latent writes; where {@link SaeConfig#decoderNormRescaled}, it has
   * norm 1, so that it fits the codes.
   *
   * @param latent from 0
   * @return row of W_dec, [width]; a copy
   */
  float[] decoderRow(int latent);

  /**
   * Returns the encoder's bias.
   *
   * @return b_enc, [latents]; a copy
   */
  float[] encoderBias();

  /**
   * Returns the decoder's bias.
   *
   * @return b_dec, [width]; a copy
   */
  float[] decoderBias();

  /**
   * Writes the autoencoder to a folder: {@code config.json} and {@code sae.safetensors}. Either the
   * whole is written or nothing; {@link org.saev.Saev#load} gives it back equal to the bit.
   *
   * @param folder made if it doesn't exist; a model in it is replaced
   */
  void save(Path folder);

  /**
   * Returns the length of an activation vector.
   *
   * @return floats a token
   */
  default int width() {
    return config().width();
  }

  /**
   * Returns the number of latents.
   *
   * @return rows of the encoder and of the decoder
   */
  default int latents() {
    return config().latents();
  }

  /** Frees memory outside the heap, where the back end holds any. */
  @Override
  default void close() {}
}

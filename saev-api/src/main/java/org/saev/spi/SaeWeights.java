package org.saev.spi;

import java.util.Map;
import java.util.Objects;
import org.saev.sae.SaeConfig;

/**
 * The weights of an autoencoder in main memory, one row a latent. Nothing is copied: who holds it
 * may change the arrays.
 */
public final class SaeWeights {

  private final SaeConfig config;
  private final float[] encoder;
  private final float[] encoderBias;
  private final float[] decoder;
  private final float[] decoderBias;
  private final Map<String, float[]> more;

  /**
   * Weights of an architecture that needs no further arrays.
   *
   * @param config what they compute
   * @param encoder W_enc, [latents, width]
   * @param encoderBias b_enc, [latents]
   * @param decoder W_dec, [latents, width]
   * @param decoderBias b_dec, [width]
   */
  public SaeWeights(
      SaeConfig config,
      float[] encoder,
      float[] encoderBias,
      float[] decoder,
      float[] decoderBias) {
    this(config, encoder, encoderBias, decoder, decoderBias, Map.of());
  }

  /**
   * Weights of any architecture.
   *
   * @param config what they compute
   * @param encoder W_enc, [latents, width]
   * @param encoderBias b_enc, [latents]
   * @param decoder W_dec, [latents, width]
   * @param decoderBias b_dec, [width]
   * @param more further arrays by name: {@code "threshold"} [latents] of the JumpReLU, BatchTopK
   *     and Matryoshka architectures, {@code "r_mag"} and {@code "b_mag"} [latents] of the gated
   *     one (b_enc is its b_gate); others are kept, but not computed with
   */
  public SaeWeights(
      SaeConfig config,
      float[] encoder,
      float[] encoderBias,
      float[] decoder,
      float[] decoderBias,
      Map<String, float[]> more) {
    this.config = Objects.requireNonNull(config, "config");
    long matrix = (long) config.latents() * config.width();
    this.encoder = checked("encoder", encoder, matrix);
    this.encoderBias = checked("encoderBias", encoderBias, config.latents());
    this.decoder = checked("decoder", decoder, matrix);
    this.decoderBias = checked("decoderBias", decoderBias, config.width());
    this.more = Map.copyOf(more);
  }

  /**
   * Returns what the weights compute.
   *
   * @return the configuration
   */
  public SaeConfig config() {
    return config;
  }

  /**
   * Returns W_enc.
   *
   * @return [latents, width]; not a copy
   */
  public float[] encoder() {
    return encoder;
  }

  /**
   * Returns b_enc.
   *
   * @return [latents]; not a copy
   */
  public float[] encoderBias() {
    return encoderBias;
  }

  /**
   * Returns W_dec.
   *
   * @return [latents, width]; not a copy
   */
  public float[] decoder() {
    return decoder;
  }

  /**
   * Returns b_dec.
   *
   * @return [width]; not a copy
   */
  public float[] decoderBias() {
    return decoderBias;
  }

  /**
   * Returns the further arrays of the architecture.
   *
   * @return by name; the arrays are not copies
   */
  public Map<String, float[]> more() {
    return more;
  }

  /**
   * The same arrays with another configuration, such as one with more provenance.
   *
   * @param other of the same width and latents
   * @return weights that share the arrays
   */
  public SaeWeights with(SaeConfig other) {
    return new SaeWeights(other, encoder, encoderBias, decoder, decoderBias, more);
  }

  private static float[] checked(String name, float[] array, long length) {
    if (Objects.requireNonNull(array, name).length != length) {
      throw new IllegalArgumentException(
          name + " must have " + length + " entries, but has " + array.length);
    }
    return array;
  }
}

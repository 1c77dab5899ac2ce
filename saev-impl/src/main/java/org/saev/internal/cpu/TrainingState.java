package org.saev.internal.cpu;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a training run needs in order to go on: parameters, moments, counters. Restoring these
 * arrays and the step restores the run to the bit.
 *
 * <p>One row is one latent in both matrices, {@code [latents, width]}.
 */
public final class TrainingState {
  private static final String ENCODER = "encoder.weight";
  private static final String ENCODER_BIAS = "encoder.bias";
  private static final String DECODER = "decoder.weight";
  private static final String DECODER_BIAS = "decoder.bias";

  private final int width;
  private final int latents;
  private final AdamParameter encoder;
  private final AdamParameter decoder;
  private final AdamParameter encoderBias;
  private final AdamParameter decoderBias;
  private final long[] tokensSinceFired;
  private long step;

  /**
   * Takes over arrays.
   *
   * @param encoder {@code [latents, width]}
   * @param encoderBias {@code [latents]}
   * @param decoder {@code [latents, width]}
   * @param decoderBias {@code [width]}
   * @param tokensSinceFired {@code [latents]}
   */
  public TrainingState(
      AdamParameter encoder,
      AdamParameter encoderBias,
      AdamParameter decoder,
      AdamParameter decoderBias,
      long[] tokensSinceFired) {
    width = Sizes.positive("width", decoderBias.value().length);
    latents = Sizes.positive("latents", encoderBias.value().length);
    Sizes.length("encoder weights", encoder.value(), latents, width);
    Sizes.length("decoder weights", decoder.value(), latents, width);
    if (tokensSinceFired.length != latents) {
      throw new IllegalArgumentException(
          "tokensSinceFired must have " + latents + " entries, but has " + tokensSinceFired.length);
    }
    this.encoder = encoder;
    this.encoderBias = encoderBias;
    this.decoder = decoder;
    this.decoderBias = decoderBias;
    this.tokensSinceFired = tokensSinceFired;
  }

  /**
   * Creates a state of zeros.
   *
   * @param width width of the activations
   * @param latents number of latents
   */
  public TrainingState(int width, int latents) {
    this(
        AdamParameter.zeros(Sizes.elements("weights", latents, width)),
        AdamParameter.zeros(latents),
        AdamParameter.zeros(Sizes.elements("weights", latents, width)),
        AdamParameter.zeros(width),
        new long[latents]);
  }

  /**
   * Takes over the arrays of {@link #arrays} and the counters that came with them.
   *
   * @param arrays by name
   * @param tokensSinceFired {@code [latents]}
   */
  public static TrainingState of(Map<String, float[]> arrays, long[] tokensSinceFired) {
    return new TrainingState(
        AdamParameter.of(arrays, ENCODER),
        AdamParameter.of(arrays, ENCODER_BIAS),
        AdamParameter.of(arrays, DECODER),
        AdamParameter.of(arrays, DECODER_BIAS),
        tokensSinceFired);
  }

  /** Returns the width of the activations. */
  public int width() {
    return width;
  }

  /** Returns the number of latents. */
  public int latents() {
    return latents;
  }

  /** Returns the encoder, {@code [latents, width]}. */
  public AdamParameter encoder() {
    return encoder;
  }

  /** Returns the decoder, {@code [latents, width]}. */
  public AdamParameter decoder() {
    return decoder;
  }

  /** Returns the encoder's bias, {@code [latents]}. */
  public AdamParameter encoderBias() {
    return encoderBias;
  }

  /** Returns the decoder's bias, {@code [width]}. */
  public AdamParameter decoderBias() {
    return decoderBias;
  }

  /** Returns how many tokens each latent has seen since it last fired, {@code [latents]}. */
  public long[] tokensSinceFired() {
    return tokensSinceFired;
  }

  /** Returns the number of steps taken. */
  public long step() {
    return step;
  }

  /**
   * Sets the number of steps taken, when a run is restored.
   *
   * @param step the number
   */
  public void step(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step must not be negative, but was " + step);
    }
    this.step = step;
  }

  /**
   * Returns every float array by its name, in a fixed order: {@code encoder.weight}, {@code
   * encoder.bias}, {@code decoder.weight}, {@code decoder.bias}, each followed by its moments,
   * {@code .exp_avg} and {@code .exp_avg_sq}. The arrays themselves, not copies.
   */
  public Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    encoder.putInto(arrays, ENCODER);
    encoderBias.putInto(arrays, ENCODER_BIAS);
    decoder.putInto(arrays, DECODER);
    decoderBias.putInto(arrays, DECODER_BIAS);
    return arrays;
  }
}

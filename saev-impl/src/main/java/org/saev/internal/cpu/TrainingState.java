package org.saev.internal.cpu;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.saev.spi.SaeWeights;
import org.saev.training.Adam;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainingConfig;

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
  private static final String LOG_THRESHOLD = "log_threshold";
  private static final String LOSS_VARIANCE = "loss_variance";
  private static final String THRESHOLD = "threshold";

  /** The value of a threshold that isn't averaged yet. */
  static final float UNSET = -1;

  private final int width;
  private final int latents;
  private final AdamParameter encoder;
  private final AdamParameter decoder;
  private final AdamParameter encoderBias;
  private final AdamParameter decoderBias;
  private final AdamParameter logThreshold;
  private final long[] tokensSinceFired;
  private final float[] lossVariance = {0};
  private final float[] threshold = {UNSET, UNSET};
  private long step;

  /**
   * Takes over arrays.
   *
   * @param encoder {@code [latents, width]}
   * @param encoderBias {@code [latents]}
   * @param decoder {@code [latents, width]}
   * @param decoderBias {@code [width]}
   * @param logThreshold logarithms of JumpReLU's thresholds, {@code [latents]}; null for other
   *     architectures
   * @param tokensSinceFired {@code [latents]}
   */
  public TrainingState(
      AdamParameter encoder,
      AdamParameter encoderBias,
      AdamParameter decoder,
      AdamParameter decoderBias,
      AdamParameter logThreshold,
      long[] tokensSinceFired) {
    width = Sizes.positive("width", decoderBias.value().length);
    latents = Sizes.positive("latents", encoderBias.value().length);
    Sizes.length("encoder weights", encoder.value(), latents, width);
    Sizes.length("decoder weights", decoder.value(), latents, width);
    if (logThreshold != null) {
      Sizes.length("thresholds", logThreshold.value(), latents, 1);
    }
    if (tokensSinceFired.length != latents) {
      throw new IllegalArgumentException(
          "tokensSinceFired must have " + latents + " entries, but has " + tokensSinceFired.length);
    }
    this.encoder = encoder;
    this.encoderBias = encoderBias;
    this.decoder = decoder;
    this.decoderBias = decoderBias;
    this.logThreshold = logThreshold;
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
        null,
        new long[latents]);
  }

  /**
   * Creates the state that a training starts from.
   *
   * @param weights encoder, encoder bias, decoder, decoder bias; taken over
   * @param config the training
   * @return a state at step 0
   */
  public static TrainingState start(SaeWeights weights, TrainingConfig config) {
    boolean second = config.optimizer() instanceof Adam;
    int latents = weights.config().latents();
    AdamParameter logThreshold = null;
    if (config.architecture() instanceof TrainedArchitecture.JumpRelu jump) {
      float[] logs = new float[latents];
      Arrays.fill(logs, (float) StrictMath.log(jump.threshold()));
      logThreshold = AdamParameter.startingAt(logs, second);
    }
    return new TrainingState(
        AdamParameter.startingAt(weights.encoder(), second),
        AdamParameter.startingAt(weights.encoderBias(), second),
        AdamParameter.startingAt(weights.decoder(), second),
        AdamParameter.startingAt(weights.decoderBias(), second),
        logThreshold,
        new long[latents]);
  }

  /**
   * Takes over the arrays of {@link #arrays} and the counters that came with them.
   *
   * @param arrays by name
   * @param tokensSinceFired {@code [latents]}
   */
  public static TrainingState of(Map<String, float[]> arrays, long[] tokensSinceFired) {
    TrainingState state =
        new TrainingState(
            AdamParameter.of(arrays, ENCODER),
            AdamParameter.of(arrays, ENCODER_BIAS),
            AdamParameter.of(arrays, DECODER),
            AdamParameter.of(arrays, DECODER_BIAS),
            arrays.containsKey(LOG_THRESHOLD) ? AdamParameter.of(arrays, LOG_THRESHOLD) : null,
            tokensSinceFired);
    take(arrays, LOSS_VARIANCE, state.lossVariance);
    take(arrays, THRESHOLD, state.threshold);
    return state;
  }

  private static void take(Map<String, float[]> arrays, String name, float[] into) {
    float[] from = arrays.getOrDefault(name, into);
    if (from.length != into.length) {
      throw new IllegalArgumentException(
          "'" + name + "' must have " + into.length + " entries, but has " + from.length);
    }
    System.arraycopy(from, 0, into, 0, into.length);
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

  AdamParameter logThreshold() {
    return logThreshold;
  }

  /** Writes JumpReLU's thresholds, {@code exp(log θ)}. */
  void thresholds(float[] out) {
    for (int j = 0; j < latents; j++) {
      out[j] = (float) StrictMath.exp(logThreshold.value()[j]);
    }
  }

  /** Returns the constant of the normalised loss, the variance of the first batch; 0 before it. */
  float lossVariance() {
    return lossVariance[0];
  }

  void lossVariance(float variance) {
    lossVariance[0] = variance;
  }

  /** Returns the running mean of BatchTopK's smallest kept activation, or {@link #UNSET}. */
  float threshold() {
    return threshold[0];
  }

  /**
   * @param mean the running mean
   * @param last the last batch's smallest kept activation
   */
  void threshold(float mean, float last) {
    threshold[0] = mean;
    threshold[1] = last;
  }

  /**
   * Returns what a latent's pre-activation must exceed to fire in the finished autoencoder.
   *
   * @return {@code [latents]}, or null for architectures without thresholds
   */
  public float[] finishedThresholds() {
    if (logThreshold == null && threshold[1] < 0) {
      return null;
    }
    float[] thresholds = new float[latents];
    if (logThreshold != null) {
      thresholds(thresholds);
    } else {
      Arrays.fill(thresholds, threshold[0] >= 0 ? threshold[0] : threshold[1]);
    }
    return thresholds;
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
   * {@code .exp_avg} and {@code .exp_avg_sq}; then what single choices need. The arrays themselves,
   * not copies.
   */
  public Map<String, float[]> arrays() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    encoder.putInto(arrays, ENCODER);
    encoderBias.putInto(arrays, ENCODER_BIAS);
    decoder.putInto(arrays, DECODER);
    decoderBias.putInto(arrays, DECODER_BIAS);
    if (logThreshold != null) {
      logThreshold.putInto(arrays, LOG_THRESHOLD);
    }
    if (lossVariance[0] != 0) {
      arrays.put(LOSS_VARIANCE, lossVariance);
    }
    if (threshold[1] != UNSET) {
      arrays.put(THRESHOLD, threshold);
    }
    return arrays;
  }
}

package org.saev.sae;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a sparse autoencoder computes, and where it came from. Immutable. */
public final class SaeConfig {

  private final Architecture architecture;
  private final int width;
  private final int latents;
  private final OptionalInt k;
  private final boolean decoderBiasSubtracted;
  private final boolean decoderNormRescaled;
  private final InputNormalization inputNormalization;
  private final Map<String, String> provenance;

  private SaeConfig(Builder builder) {
    architecture = builder.architecture;
    width = builder.width;
    latents = builder.latents;
    k = builder.k;
    decoderBiasSubtracted = builder.decoderBiasSubtracted;
    decoderNormRescaled = builder.decoderNormRescaled;
    inputNormalization = builder.inputNormalization;
    provenance = Collections.unmodifiableMap(new TreeMap<>(builder.provenance));
  }

  /**
   * Starts a configuration.
   *
   * @param architecture how codes are computed
   * @param width length of an activation vector, at least 1
   * @param latents number of latents, at least 1
   * @return a new builder
   */
  public static Builder builder(Architecture architecture, int width, int latents) {
    return new Builder(architecture, width, latents);
  }

  /**
   * Starts a configuration from this one.
   *
   * @return a builder that holds what this configuration holds
   */
  public Builder toBuilder() {
    Builder builder = new Builder(architecture, width, latents);
    builder.k = k;
    builder.decoderBiasSubtracted = decoderBiasSubtracted;
    builder.decoderNormRescaled = decoderNormRescaled;
    builder.inputNormalization = inputNormalization;
    builder.provenance.putAll(provenance);
    return builder;
  }

  /**
   * Returns how codes are computed.
   *
   * @return the architecture
   */
  public Architecture architecture() {
    return architecture;
  }

  /**
   * Returns the length of an activation vector.
   *
   * @return floats a token
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of latents.
   *
   * @return rows of the encoder and of the decoder
   */
  public int latents() {
    return latents;
  }

  /**
   * Returns how many latents a token may have at most.
   *
   * @return k, or empty for an architecture without a fixed k
   */
  public OptionalInt k() {
    return k;
  }

  /**
   * Tells whether the decoder's bias is subtracted from the activations before encoding.
   *
   * @return true (the default) for {@code pre = (x - b_dec)·W_encᵀ + b_enc}
   */
  public boolean decoderBiasSubtracted() {
    return decoderBiasSubtracted;
  }

  /**
   * Tells whether pre-activations are multiplied by the norm of their latent's decoder row before
   * the activation function, as if the decoder's rows had norm 1 (SAELens' {@code
   * rescale_acts_by_decoder_norm}).
   *
   * @return true for {@code pre = ((x - b_dec)·W_encᵀ + b_enc)·||W_dec||} and {@code x^ =
   *     (z/||W_dec||)·W_dec + b_dec}, where the stored W_dec is meant; false by default
   */
  public boolean decoderNormRescaled() {
    return decoderNormRescaled;
  }

  /**
   * Returns what is done to activations before encoding and undone after decoding.
   *
   * @return the normalisation; none by default
   */
  public InputNormalization inputNormalization() {
    return inputNormalization;
  }

  /**
   * Returns how the autoencoder was made: training configuration, seed, data identity, version.
   *
   * @return sorted, immutable
   */
  public Map<String, String> provenance() {
    return provenance;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SaeConfig that
        && architecture == that.architecture
        && width == that.width
        && latents == that.latents
        && k.equals(that.k)
        && decoderBiasSubtracted == that.decoderBiasSubtracted
        && decoderNormRescaled == that.decoderNormRescaled
        && inputNormalization == that.inputNormalization
        && provenance.equals(that.provenance);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        architecture,
        width,
        latents,
        k,
        decoderBiasSubtracted,
        decoderNormRescaled,
        inputNormalization);
  }

  @Override
  public String toString() {
    return architecture
        + "[width "
        + width
        + ", "
        + latents
        + " latents"
        + (k.isPresent() ? ", k " + k.getAsInt() : "")
        + "]";
  }

  /** Builds a {@link SaeConfig}. */
  public static final class Builder {

    private final Architecture architecture;
    private final int width;
    private final int latents;
    private OptionalInt k = OptionalInt.empty();
    private boolean decoderBiasSubtracted = true;
    private boolean decoderNormRescaled;
    private InputNormalization inputNormalization = InputNormalization.NONE;
    private final Map<String, String> provenance = new TreeMap<>();

    private Builder(Architecture architecture, int width, int latents) {
      this.architecture = Objects.requireNonNull(architecture, "architecture");
      this.width = atLeastOne("width", width);
      this.latents = atLeastOne("latents", latents);
    }

    /**
     * Sets how many latents a token may have at most.
     *
     * @param value at least 1, at most the number of latents
     * @return this builder
     */
    public Builder k(int value) {
      k = OptionalInt.of(atLeastOne("k", value));
      return this;
    }

    /**
     * Sets whether the decoder's bias is subtracted before encoding; default true.
     *
     * @param value false for {@code pre = x·W_encᵀ + b_enc}
     * @return this builder
     */
    public Builder decoderBiasSubtracted(boolean value) {
      decoderBiasSubtracted = value;
      return this;
    }

    /**
     * Sets whether pre-activations are multiplied by the norm of their decoder row; default false.
     *
     * @param value true for weights whose decoder rows don't have norm 1, used as if they had
     * @return this builder
     */
    public Builder decoderNormRescaled(boolean value) {
      decoderNormRescaled = value;
      return this;
    }

    /**
     * Sets what is done to activations before encoding; default none.
     *
     * @param value the normalisation
     * @return this builder
     */
    public Builder inputNormalization(InputNormalization value) {
      inputNormalization = Objects.requireNonNull(value, "inputNormalization");
      return this;
    }

    /**
     * Adds a fact about how the autoencoder was made.
     *
     * @param key its name
     * @param value its value
     * @return this builder
     */
    public Builder provenance(String key, String value) {
      provenance.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Ends the configuration.
     *
     * @return the configuration
     * @throws IllegalArgumentException if k exceeds the latents, or TopK has no k
     */
    public SaeConfig build() {
      if (k.isPresent() && k.getAsInt() > latents) {
        throw new IllegalArgumentException(
            "k must not exceed the number of latents, but k was "
                + k.getAsInt()
                + " and latents "
                + latents);
      }
      if (architecture == Architecture.TOPK && k.isEmpty()) {
        throw new IllegalArgumentException("a TOPK autoencoder needs k; set k(...)");
      }
      return new SaeConfig(this);
    }

    private static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be positive, but was " + value);
      }
      return value;
    }
  }
}

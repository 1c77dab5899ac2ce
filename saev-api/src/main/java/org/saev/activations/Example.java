package org.saev.activations;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One input of a model (an image with its text, say) as its inner activations at one layer.
 * Immutable as far as the buffer given to it is left alone; nothing is copied.
 */
public final class Example {

  private final String id;
  private final TokenSequence tokens;
  private final int width;
  private final FloatBuffer activations;
  private final List<String> images;
  private final Map<String, float[]> extras;

  private Example(Builder builder, FloatBuffer activations) {
    this.id = builder.id;
    this.tokens = builder.tokens;
    this.width = builder.width;
    this.activations = activations;
    this.images = List.copyOf(builder.images);
    this.extras = Map.copyOf(builder.extras);
  }

  /**
   * Starts an example.
   *
   * @param id names the example in scores and filters; unique in its source
   * @return a new builder
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /**
   * An example with neither images nor extras.
   *
   * @param id names the example in scores and filters; unique in its source
   * @param tokens what each token is
   * @param activations [tokens, width], row-major, between the buffer's position and limit
   * @return the example
   */
  public static Example of(String id, TokenSequence tokens, FloatBuffer activations) {
    return builder(id).tokens(tokens).activations(activations).build();
  }

  /**
   * Returns the name of the example.
   *
   * @return its id
   */
  public String id() {
    return id;
  }

  /**
   * Returns what each token is.
   *
   * @return one entry a row of {@link #activations()}
   */
  public TokenSequence tokens() {
    return tokens;
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
   * Returns the activations, [tokens, width], row-major.
   *
   * @return a read-only view of its own, from position 0; valid until the source is closed
   */
  public FloatBuffer activations() {
    return activations.duplicate();
  }

  /**
   * Returns references to the images, by image number.
   *
   * @return file names or URIs, as the source gave them; may be empty
   */
  public List<String> images() {
    return images;
  }

  /**
   * Returns a named array that came with the example; {@link Extras} has the names in common use.
   *
   * @param name its name
   * @return a copy, or empty if the example has none of that name
   */
  public Optional<float[]> extra(String name) {
    return Optional.ofNullable(extras.get(name)).map(float[]::clone);
  }

  /**
   * Returns the names that {@link #extra} knows.
   *
   * @return sorted names
   */
  public List<String> extraNames() {
    return extras.keySet().stream().sorted().toList();
  }

  @Override
  public String toString() {
    return "Example[" + id + ", " + tokens.size() + " tokens x " + width + "]";
  }

  /** Builds an {@link Example}. */
  public static final class Builder {

    private final String id;
    private TokenSequence tokens;
    private FloatBuffer activations;
    private int width;
    private final List<String> images = new ArrayList<>();
    private final Map<String, float[]> extras = new TreeMap<>();

    private Builder(String id) {
      this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * Sets what each token is.
     *
     * @param sequence one entry a row of the activations
     * @return this builder
     */
    public Builder tokens(TokenSequence sequence) {
      tokens = Objects.requireNonNull(sequence, "tokens");
      return this;
    }

    /**
     * Sets the activations; the buffer may be heap, direct or mapped, and isn't copied.
     *
     * @param buffer [tokens, width], row-major, between its position and limit
     * @return this builder
     */
    public Builder activations(FloatBuffer buffer) {
      activations = Objects.requireNonNull(buffer, "activations").slice().asReadOnlyBuffer();
      return this;
    }

    /**
     * Adds a reference to the next image.
     *
     * @param reference a file name or URI
     * @return this builder
     */
    public Builder image(String reference) {
      images.add(Objects.requireNonNull(reference, "reference"));
      return this;
    }

    /**
     * Adds a named array, such as the attention that each patch got.
     *
     * @param name its name; {@link Extras} has the names in common use
     * @param values its values; copied
     * @return this builder
     */
    public Builder extra(String name, float... values) {
      extras.put(Objects.requireNonNull(name, "name"), values.clone());
      return this;
    }

    /**
     * Ends the example.
     *
     * @return the example
     * @throws IllegalArgumentException if the activations are not a whole number of rows a token
     */
    public Example build() {
      if (tokens == null || activations == null) {
        throw new IllegalArgumentException(
            "example '" + id + "' needs tokens and activations; set both before build()");
      }
      int floats = activations.remaining();
      int rows = tokens.size();
      if (rows == 0 || floats == 0 || floats % rows != 0) {
        throw new IllegalArgumentException(
            "example '"
                + id
                + "' has "
                + rows
                + " tokens, but "
                + floats
                + " floats of activations, which is no whole number of rows");
      }
      width = floats / rows;
      return new Example(this, activations);
    }
  }
}

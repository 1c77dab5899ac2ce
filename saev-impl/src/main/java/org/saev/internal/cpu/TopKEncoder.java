package org.saev.internal.cpu;

/**
 * Encodes batches of activations: {@code pre = (x - b_dec)·W_encᵀ + b_enc}; of each token the k
 * largest that are above 0.
 *
 * <p>What a token gets depends on its own activations only: not on the rest of the batch, its place
 * in it, or the number of threads. An encoder is the workspace of one caller at a time; its buffers
 * grow to the largest batch and are reused, so a batch allocates next to nothing.
 */
public final class TopKEncoder {
  private final Team team;
  private final int width;
  private final int latents;
  private final Panels panels;
  private final TopKPass pass;
  private final float[] zeros;

  /**
   * Creates an encoder.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param width width of the activations
   * @param latents number of latents
   * @param k latents kept a token, at most
   */
  public TopKEncoder(Kernel kernel, Workers workers, int width, int latents, int k) {
    this.width = Sizes.positive("width", width);
    this.latents = Sizes.positive("latents", latents);
    if (k > latents) {
      throw new IllegalArgumentException(
          "k must be at most latents = " + latents + ", but was " + k);
    }
    Sizes.elements("encoder weights", latents, width);
    team = new Team(kernel, workers, width);
    panels = new Panels(kernel, width);
    pass = new TopKPass(team, width, Sizes.positive("k", k));
    zeros = new float[width];
  }

  /**
   * Encodes a batch.
   *
   * @param x activations, {@code [tokens, width]} row-major
   * @param tokens number of tokens
   * @param weights encoder weights, {@code [latents, width]}
   * @param bias encoder bias, {@code [latents]}
   * @param decoderBias subtracted from the activations, {@code [width]}, or null for nothing
   * @param codes receives the result
   * @throws IllegalArgumentException if an activation is not finite; the error names the token
   */
  public void encode(
      float[] x, int tokens, float[] weights, float[] bias, float[] decoderBias, TopKCodes codes) {
    Sizes.length("encoder weights", weights, latents, width);
    Sizes.length("encoder bias", bias, latents, 1);
    panels.packAll(team, x, tokens, decoderBias == null ? zeros : decoderBias);
    pass.run(panels, weights, bias, null, latents, codes);
  }
}

package org.saev.internal.cpu;

/**
 * Encodes batches with a threshold a latent: {@code z = pre·[pre > threshold]}, {@code pre = (x -
 * b_dec)·W_encᵀ + b_enc}. Thresholds of 0 are a ReLU; one constant is BatchTopK at inference;
 * otherwise JumpReLU (Rajamanoharan et al. 2024).
 *
 * <p>As {@link TopKEncoder}, the workspace of one caller at a time.
 */
public final class ThresholdEncoder {
  private final Team team;
  private final int width;
  private final int latents;
  private final Panels panels;
  private final Sweep sweep;
  private final ThresholdSelection selection;
  private final float[] zeros;

  /**
   * Creates an encoder.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param width width of the activations
   * @param thresholds what a latent must exceed to fire, {@code [latents]}; none may be negative
   */
  public ThresholdEncoder(Kernel kernel, Workers workers, int width, float[] thresholds) {
    this.width = Sizes.positive("width", width);
    latents = Sizes.positive("latents", thresholds.length);
    team = new Team(kernel, workers, width);
    panels = new Panels(kernel, width);
    sweep = new Sweep(team, width);
    selection = new ThresholdSelection(team, thresholds);
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
      float[] x, int tokens, float[] weights, float[] bias, float[] decoderBias, SparseRows codes) {
    Sizes.length("encoder weights", weights, latents, width);
    Sizes.length("encoder bias", bias, latents, 1);
    panels.packAll(team, x, tokens, decoderBias == null ? zeros : decoderBias);
    selection.begin(panels, sweep.segments(panels.count(), latents));
    sweep.run(panels, weights, bias, null, latents, selection);
    selection.take(codes);
  }
}

package org.saev.internal.cpu;

/** Decodes: {@code x^ = Σ z_j·W_dec[j] + b_dec}, summed in the order of the codes. */
public final class Decoder {
  private final Team team;
  private final int width;

  /**
   * Creates a decoder.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param width width of the activations
   */
  public Decoder(Kernel kernel, Workers workers, int width) {
    this.width = Sizes.positive("width", width);
    team = new Team(kernel, workers, width);
  }

  /**
   * Decodes a batch.
   *
   * @param codes the codes
   * @param weights decoder weights, {@code [latents, width]}
   * @param bias decoder bias, {@code [width]}
   * @param out receives the reconstruction, {@code [tokens, width]}
   */
  public void decode(Codes codes, float[] weights, float[] bias, float[] out) {
    Sizes.length("reconstruction", out, codes.tokens(), width);
    Sizes.length("decoder bias", bias, width, 1);
    team.forChunks(
        codes.tokens(),
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            int row = t * width;
            System.arraycopy(bias, 0, out, row, width);
            team.kernel.addRows(
                weights,
                codes.indices(),
                codes.values(),
                codes.start(t),
                codes.end(t),
                out,
                row,
                width);
          }
        });
  }
}

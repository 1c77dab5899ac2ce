package org.saev.internal.cpu;

/**
 * Encodes batches with a gate and a magnitude that share their weights (Rajamanoharan et al. 2024,
 * arXiv 2404.16014): with {@code p = (x - b_dec)·W_encᵀ}, {@code z = [p + b_gate > 0]·ReLU(p·exp(r)
 * + b_mag)}.
 *
 * <p>The gate is a sweep over all latents; magnitudes are computed only for those that it opens. As
 * {@link TopKEncoder}, the workspace of one caller at a time.
 */
public final class GatedEncoder {
  private final Team team;
  private final int width;
  private final ThresholdEncoder gate;
  private final float[] gateBias;
  private final float[] factors;
  private final float[] magnitudeBias;
  private final SparseRows open = new SparseRows();
  private final float[][] centred;
  private int[] lengths = {};

  /**
   * Creates an encoder.
   *
   * @param kernel numerical loops
   * @param workers threads to use
   * @param width width of the activations
   * @param gateBias b_gate, {@code [latents]}
   * @param logFactors r, {@code [latents]}
   * @param magnitudeBias b_mag, {@code [latents]}
   */
  public GatedEncoder(
      Kernel kernel,
      Workers workers,
      int width,
      float[] gateBias,
      float[] logFactors,
      float[] magnitudeBias) {
    this.width = Sizes.positive("width", width);
    int latents = gateBias.length;
    gate = new ThresholdEncoder(kernel, workers, width, new float[latents]);
    team = new Team(kernel, workers, width);
    centred = new float[workers.count()][width];
    Sizes.length("log factors", logFactors, latents, 1);
    Sizes.length("magnitude bias", magnitudeBias, latents, 1);
    this.gateBias = gateBias;
    this.magnitudeBias = magnitudeBias;
    factors = new float[latents];
    for (int j = 0; j < latents; j++) {
      factors[j] = (float) Math.exp(logFactors[j]);
    }
  }

  /**
   * Encodes a batch.
   *
   * @param x activations, {@code [tokens, width]} row-major
   * @param tokens number of tokens
   * @param weights encoder weights, {@code [latents, width]}
   * @param decoderBias subtracted from the activations, {@code [width]}, or null for nothing
   * @param codes receives the result
   * @throws IllegalArgumentException if an activation is not finite; the error names the token
   */
  public void encode(
      float[] x, int tokens, float[] weights, float[] decoderBias, SparseRows codes) {
    gate.encode(x, tokens, weights, gateBias, decoderBias, open);
    if (lengths.length < tokens) {
      lengths = new int[tokens];
    }
    long[][] keys = new long[tokens][];
    team.workers.run(
        Team.chunks(tokens),
        (chunk, worker) -> {
          int end = Math.min(tokens, (chunk + 1) * Team.CHUNK);
          for (int t = chunk * Team.CHUNK; t < end; t++) {
            keys[t] = magnitudes(x, t, weights, decoderBias, worker);
          }
        });
    codes.reserve(lengths, tokens);
    for (int t = 0; t < tokens; t++) {
      codes.fill(t, keys[t]);
    }
  }

  private long[] magnitudes(
      float[] x, int token, float[] weights, float[] decoderBias, int worker) {
    float[] vector = centred[worker];
    for (int c = 0; c < width; c++) {
      vector[c] = x[token * width + c] - (decoderBias == null ? 0 : decoderBias[c]);
    }
    int from = open.start(token);
    int to = open.end(token);
    // Each token has its own stretch of the gate's values, so they can be overwritten.
    team.kernel.dotRows(
        vector,
        0,
        weights,
        open.indices(),
        from,
        to,
        open.values(),
        width,
        team.scratch[worker].lanes);
    long[] keys = new long[to - from];
    int count = 0;
    for (int q = from; q < to; q++) {
      int latent = open.indices()[q];
      float value = Math.fma(open.values()[q], factors[latent], magnitudeBias[latent]);
      if (value > 0) {
        keys[count++] = Keys.of(value, latent);
      }
    }
    Keys.sort(keys, 0, count);
    lengths[token] = count;
    return keys;
  }
}

package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Decodes a batch and keeps what its gradients need: the residual of each token, and its inner
 * product with each decoder row that fired, taken while the row is in the cache.
 */
final class Reconstruction implements Residuals {
  private final Team team;
  private final int width;
  private float[] residual = {};
  private float[] dots = {};
  private double[] squares = {};
  private float[] columnSums = {};
  private int tokens;

  Reconstruction(Team team, int width) {
    this.team = team;
    this.width = width;
  }

  @Override
  public void ofInput(Codes codes, TrainingState state, float[] x, float[] tokenWeights) {
    float[] decoder = state.decoder().value();
    float[] bias = state.decoderBias().value();
    reserve(codes);
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          Arrays.fill(columnSums, chunk * width, (chunk + 1) * width, 0f);
          for (int t = from; t < to; t++) {
            int row = t * width;
            System.arraycopy(bias, 0, residual, row, width);
            addCodes(codes, t, decoder);
            squares[t] =
                team.kernel.subtract(residual, row, x, row, residual, row, width, scratch.lanes);
            takeDots(codes, t, decoder, scratch);
            float weight = tokenWeights == null ? 1f : tokenWeights[t];
            team.kernel.addScaled(weight, residual, row, columnSums, chunk * width, width);
          }
        });
  }

  /**
   * Computes {@code residual = Σ z·W_dec + bias - e} for {@code e = -main}.
   *
   * @param main residuals of the reconstruction, {@code [tokens, width]}
   * @param bias b_dec, or null for none
   */
  void ofResidual(Codes codes, float[] decoder, float[] main, float[] bias) {
    reserve(codes);
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          Arrays.fill(columnSums, chunk * width, (chunk + 1) * width, 0f);
          for (int t = from; t < to; t++) {
            int row = t * width;
            System.arraycopy(main, row, residual, row, width);
            if (bias != null) {
              team.kernel.addScaled(1f, bias, 0, residual, row, width);
            }
            addCodes(codes, t, decoder);
            squares[t] = team.kernel.dot(residual, row, residual, row, width, scratch.lanes);
            takeDots(codes, t, decoder, scratch);
            if (bias != null) {
              team.kernel.addScaled(1f, residual, row, columnSums, chunk * width, width);
            }
          }
        });
  }

  private void reserve(Codes codes) {
    tokens = codes.tokens();
    if (squares.length < tokens) {
      squares = new double[tokens];
      residual = new float[Sizes.elements("residual", tokens, width)];
      columnSums = new float[Team.chunks(tokens) * width];
    }
    if (dots.length < codes.indices().length) {
      dots = new float[codes.indices().length];
    }
  }

  private void addCodes(Codes codes, int t, float[] decoder) {
    int from = codes.start(t);
    int to = codes.end(t);
    team.kernel.addRows(
        decoder, codes.indices(), codes.values(), from, to, residual, t * width, width);
  }

  private void takeDots(Codes codes, int t, float[] decoder, Scratch scratch) {
    int from = codes.start(t);
    int to = codes.end(t);
    team.kernel.dotRows(
        residual, t * width, decoder, codes.indices(), from, to, dots, width, scratch.lanes);
  }

  @Override
  public float[] full() {
    return residual;
  }

  @Override
  public float[] of(int latent) {
    return residual;
  }

  @Override
  public float[] dots() {
    return dots;
  }

  @Override
  public int tokens() {
    return tokens;
  }

  @Override
  public double square(int token) {
    return squares[token];
  }

  @Override
  public double loss(int token) {
    return squares[token];
  }

  /** Returns {@code Σ ||residual||²}. */
  double squaredError() {
    return BatchMoments.sum(squares, tokens);
  }

  @Override
  public void columnSums(double factor, float[] out) {
    BatchMoments.columnSums(columnSums, Team.chunks(tokens), factor, out);
  }
}

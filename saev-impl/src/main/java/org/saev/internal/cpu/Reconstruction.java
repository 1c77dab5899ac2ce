package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Decodes a batch and keeps what its gradients need: the residual of each token, and its inner
 * product with each decoder row that fired, taken while the row is in the cache.
 */
final class Reconstruction {
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

  /** Computes {@code residual = x^ - x} with {@code x^ = Σ z·W_dec + b_dec}. */
  void ofInput(TopKCodes codes, float[] decoder, float[] bias, float[] x) {
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
            team.kernel.addScaled(1f, residual, row, columnSums, chunk * width, width);
          }
        });
  }

  /** Computes {@code residual = Σ z·W_dec - e} for {@code e = -main.residual}. */
  void ofResidual(TopKCodes codes, float[] decoder, Reconstruction main) {
    reserve(codes);
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            int row = t * width;
            System.arraycopy(main.residual, row, residual, row, width);
            addCodes(codes, t, decoder);
            squares[t] = team.kernel.dot(residual, row, residual, row, width, scratch.lanes);
            takeDots(codes, t, decoder, scratch);
          }
        });
  }

  private void reserve(TopKCodes codes) {
    tokens = codes.tokens();
    if (squares.length < tokens) {
      squares = new double[tokens];
      residual = new float[Sizes.elements("residual", tokens, width)];
      columnSums = new float[Team.chunks(tokens) * width];
      dots = new float[codes.indices().length];
    }
  }

  private void addCodes(TopKCodes codes, int t, float[] decoder) {
    int from = codes.start(t);
    int to = codes.end(t);
    team.kernel.addRows(
        decoder, codes.indices(), codes.values(), from, to, residual, t * width, width);
  }

  private void takeDots(TopKCodes codes, int t, float[] decoder, Scratch scratch) {
    int from = codes.start(t);
    int to = codes.end(t);
    team.kernel.dotRows(
        residual, t * width, decoder, codes.indices(), from, to, dots, width, scratch.lanes);
  }

  /** Returns the residuals, {@code [tokens, width]}. */
  float[] residual() {
    return residual;
  }

  /** Returns {@code <residual, decoder row>} of each entry of the codes. */
  float[] dots() {
    return dots;
  }

  /** Returns {@code Σ ||residual||²}. */
  double squaredError() {
    return BatchMoments.sum(squares, tokens);
  }

  /** Writes {@code factor·Σ_t residual[t]}. */
  void columnSums(double factor, float[] out) {
    BatchMoments.columnSums(columnSums, Team.chunks(tokens), factor, out);
  }
}

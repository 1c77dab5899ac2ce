package org.saev.internal.cpu;

import java.util.Arrays;

/** Mean of a batch and its variation about it, summed by fixed chunks of tokens. */
final class BatchMoments {
  private final Team team;
  private final int width;
  private final float[] mean;
  private float[] sums = {};
  private double[] squares = {};

  BatchMoments(Team team, int width) {
    this.team = team;
    this.width = width;
    mean = new float[width];
  }

  /** Returns the mean of rows {@code [tokens, width]}; overwritten by the next call. */
  float[] mean(float[] rows, int tokens) {
    int chunks = Team.chunks(tokens);
    if (sums.length < chunks * width) {
      sums = new float[Sizes.elements("partial sums", chunks, width)];
    }
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          int at = chunk * width;
          Arrays.fill(sums, at, at + width, 0f);
          for (int t = from; t < to; t++) {
            team.kernel.addScaled(1f, rows, t * width, sums, at, width);
          }
        });
    columnSums(sums, chunks, 1.0 / tokens, mean);
    return mean;
  }

  /** Returns {@code Σ ||row - mean||²}; calls {@link #mean} first. */
  double variation(float[] rows, int tokens) {
    mean(rows, tokens);
    if (squares.length < tokens) {
      squares = new double[tokens];
    }
    team.forChunks(
        tokens,
        (chunk, from, to, scratch) -> {
          for (int t = from; t < to; t++) {
            squares[t] =
                team.kernel.squaredDistance(rows, t * width, mean, 0, width, scratch.lanes);
          }
        });
    return sum(squares, tokens);
  }

  /** Adds the rows of a matrix of partial sums in double precision, in row order. */
  static void columnSums(float[] partial, int rows, double factor, float[] out) {
    int width = out.length;
    for (int c = 0; c < width; c++) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += partial[r * width + c];
      }
      out[c] = (float) (sum * factor);
    }
  }

  static double sum(double[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum;
  }
}

package org.saev.internal.cpu;

import java.util.Arrays;
import java.util.List;

/**
 * Reconstructions from nested prefixes of the latents (Bussmann et al. 2025): {@code loss = Σ_g
 * w_g·||r_g||²}, r_g the residual of the latents of groups 0 to g. A latent of group g takes part
 * in all prefixes from g on, so its gradient is that of {@code Σ_{i>=g} w_i·r_i}, which is kept for
 * each group. Entries of a token must be in the order of their latents.
 */
final class NestedReconstruction implements Residuals {
  private final Team team;
  private final int width;
  private final int[] ends;
  private final float[] weights;
  private final float[][] sums;
  private float[] full = {};
  private float[] dots = {};
  private double[] squares = {};
  private double[] losses = {};
  private float[] columnSums = {};
  private int tokens;

  NestedReconstruction(Team team, List<Integer> groups, List<Double> groupWeights, int width) {
    this.team = team;
    this.width = width;
    ends = new int[groups.size()];
    weights = new float[ends.length];
    int end = 0;
    for (int g = 0; g < ends.length; g++) {
      end += groups.get(g);
      ends[g] = end;
      weights[g] = groupWeights.get(g).floatValue();
    }
    sums = new float[ends.length][0];
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
            losses[t] = reconstruct(codes, t, decoder, bias, x, scratch);
            weigh(codes, t, decoder, scratch);
            float weight = tokenWeights == null ? 1f : tokenWeights[t];
            team.kernel.addScaled(weight, sums[0], row, columnSums, chunk * width, width);
          }
        });
  }

  /** Writes the residual of each prefix, and returns the token's loss. */
  private double reconstruct(
      Codes codes, int t, float[] decoder, float[] bias, float[] x, Scratch scratch) {
    int row = t * width;
    float[] lanes = scratch.lanes;
    squares[t] = team.kernel.subtract(bias, 0, x, row, full, row, width, lanes);
    double loss = 0;
    int entry = codes.start(t);
    for (int g = 0; g < ends.length; g++) {
      int end = groupEnd(codes, t, entry, g);
      if (end > entry) {
        team.kernel.addRows(decoder, codes.indices(), codes.values(), entry, end, full, row, width);
        squares[t] = team.kernel.dot(full, row, full, row, width, lanes);
      }
      System.arraycopy(full, row, sums[g], row, width);
      loss += weights[g] * squares[t];
      entry = end;
    }
    return loss;
  }

  /** Turns residuals into their weighted sums from each group on, and takes the dots with these. */
  private void weigh(Codes codes, int t, float[] decoder, Scratch scratch) {
    int row = t * width;
    int end = codes.end(t);
    for (int g = ends.length - 1; g >= 0; g--) {
      team.kernel.scale(sums[g], row, width, weights[g]);
      if (g + 1 < ends.length) {
        team.kernel.addScaled(1f, sums[g + 1], row, sums[g], row, width);
      }
      int entry = end;
      while (entry > codes.start(t) && (g == 0 || codes.indices()[entry - 1] >= ends[g - 1])) {
        entry--;
      }
      team.kernel.dotRows(
          sums[g], row, decoder, codes.indices(), entry, end, dots, width, scratch.lanes);
      end = entry;
    }
  }

  private int groupEnd(Codes codes, int t, int entry, int group) {
    int end = entry;
    while (end < codes.end(t) && codes.indices()[end] < ends[group]) {
      end++;
    }
    return end;
  }

  private void reserve(Codes codes) {
    tokens = codes.tokens();
    if (squares.length < tokens) {
      squares = new double[tokens];
      losses = new double[tokens];
      full = new float[Sizes.elements("residual", tokens, width)];
      for (int g = 0; g < ends.length; g++) {
        sums[g] = new float[full.length];
      }
      columnSums = new float[Team.chunks(tokens) * width];
    }
    if (dots.length < codes.indices().length) {
      dots = new float[codes.indices().length];
    }
  }

  @Override
  public float[] full() {
    return full;
  }

  @Override
  public float[] of(int latent) {
    int group = 0;
    while (latent >= ends[group]) {
      group++;
    }
    return sums[group];
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
    return losses[token];
  }

  @Override
  public void columnSums(double factor, float[] out) {
    BatchMoments.columnSums(columnSums, Team.chunks(tokens), factor, out);
  }
}

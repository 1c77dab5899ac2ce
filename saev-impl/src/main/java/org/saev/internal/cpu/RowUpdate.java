package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Gradient and update of both rows of each latent, one latent at a time: the gradient of a row
 * exists only in the first-level cache.
 *
 * <p>A latent that did not fire has a gradient of 0, and Adam moves it all the same while its
 * moments last. One whose moments are all 0 would not move: it is left out, which is exact.
 */
final class RowUpdate {
  /**
   * Partial sums of the decoder bias' gradient: fixed, so that it doesn't depend on the workers.
   */
  private static final int PARTS = 128;

  private final Team team;
  private final TopKTrainingConfig config;
  private final TrainingState state;
  private final int width;
  private final int latents;
  private final float[][] gradients;
  private final float[] biasParts;
  private final boolean[] moving;

  RowUpdate(Team team, TopKTrainingConfig config, TrainingState state) {
    this.team = team;
    this.config = config;
    this.state = state;
    width = state.width();
    latents = state.latents();
    gradients = new float[team.workers.count()][width];
    biasParts = new float[PARTS * width];
    moving = new boolean[latents];
    for (int j = 0; j < latents; j++) {
      moving[j] = hasMoments(j);
    }
  }

  /**
   * Updates all latents.
   *
   * @param centred activations less the decoder bias, {@code [tokens, width]}
   * @param main entries of the reconstruction
   * @param aux entries of the auxiliary loss
   * @param adam coefficients of the step
   */
  void run(float[] centred, EntriesByLatent main, EntriesByLatent aux, AdamStep adam) {
    team.workers.runToEnd(
        PARTS,
        (part, worker) -> {
          Arrays.fill(biasParts, part * width, (part + 1) * width, 0f);
          int end = (int) ((long) latents * (part + 1) / PARTS);
          for (int j = (int) ((long) latents * part / PARTS); j < end; j++) {
            boolean fires = !main.isEmpty(j) || !aux.isEmpty(j);
            if (fires || moving[j]) {
              updateDecoder(j, main, aux, adam, worker);
              updateEncoder(j, centred, main, aux, adam, worker, part * width);
              moving[j] = moving[j] || hasMoments(j);
            }
          }
        });
  }

  /** Subtracts {@code Σ_j db_enc[j]·W_enc[j]}: the encoder sees the input less the decoder bias. */
  void addBiasGradient(float[] gradient) {
    float[] sums = new float[width];
    BatchMoments.columnSums(biasParts, PARTS, 1, sums);
    for (int c = 0; c < width; c++) {
      gradient[c] -= sums[c];
    }
  }

  private void updateDecoder(
      int j, EntriesByLatent main, EntriesByLatent aux, AdamStep adam, int worker) {
    Kernel kernel = team.kernel;
    float[] gradient = gradients[worker];
    float[] lanes = team.scratch[worker].lanes;
    float[] rows = state.decoder().value();
    int row = j * width;
    Arrays.fill(gradient, 0f);
    add(main, main.decoderWeights(), main.residual(), j, gradient);
    add(aux, aux.decoderWeights(), aux.residual(), j, gradient);
    if (config.projectGradient()) {
      float along = kernel.dot(gradient, 0, rows, row, width, lanes);
      kernel.addScaled(-along, rows, row, gradient, 0, width);
    }
    step(state.decoder(), row, gradient, width, adam);
    if (config.normalizeDecoder()) {
      float square = kernel.dot(rows, row, rows, row, width, lanes);
      if (square > 0) {
        kernel.scale(rows, row, width, (float) (1 / Math.sqrt(square)));
      }
    }
  }

  private void updateEncoder(
      int j,
      float[] centred,
      EntriesByLatent main,
      EntriesByLatent aux,
      AdamStep adam,
      int worker,
      int part) {
    float[] gradient = gradients[worker];
    int row = j * width;
    double bias = sum(main, j) + sum(aux, j);
    if (bias != 0) {
      float[] rows = state.encoder().value();
      team.kernel.addScaled((float) bias, rows, row, biasParts, part, width);
    }
    Arrays.fill(gradient, 0f);
    add(main, main.encoderWeights(), centred, j, gradient);
    add(aux, aux.encoderWeights(), centred, j, gradient);
    step(state.encoder(), row, gradient, width, adam);
    gradient[0] = (float) bias;
    step(state.encoderBias(), j, gradient, 1, adam);
  }

  private void add(EntriesByLatent entries, float[] weights, float[] rows, int j, float[] sum) {
    int end = entries.end(j);
    team.kernel.addRows(rows, entries.tokens(), weights, entries.start(j), end, sum, 0, width);
  }

  private static double sum(EntriesByLatent entries, int j) {
    double sum = 0;
    for (int q = entries.start(j); q < entries.end(j); q++) {
      sum += entries.encoderWeights()[q];
    }
    return sum;
  }

  private void step(AdamParameter p, int offset, float[] gradient, int length, AdamStep adam) {
    float[] m = p.firstMoment();
    float[] v = p.secondMoment();
    team.kernel.adam(p.value(), m, v, offset, gradient, length, adam);
  }

  private boolean hasMoments(int j) {
    return hasMoments(state.encoder(), j * width, width)
        || hasMoments(state.decoder(), j * width, width)
        || hasMoments(state.encoderBias(), j, 1);
  }

  private static boolean hasMoments(AdamParameter parameter, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (parameter.firstMoment()[i] != 0 || parameter.secondMoment()[i] != 0) {
        return true;
      }
    }
    return false;
  }
}

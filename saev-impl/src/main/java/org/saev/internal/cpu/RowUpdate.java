package org.saev.internal.cpu;

import java.util.Arrays;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.TrainingConfig;

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

  /** Added to the gradient's norm when it is clipped, and to rows' norms: as the neighbours do. */
  private static final double EPSILON = 1e-6;

  private final Team team;
  private final TrainingConfig config;
  private final TrainingState state;
  private final int width;
  private final int latents;
  private final float[][] gradients;
  private final float[] zeros;
  private final float[] biasParts;
  private final double[] squares = new double[PARTS];
  private final boolean[] moving;
  private final float[] biasGradient;

  RowUpdate(Team team, TrainingConfig config, TrainingState state) {
    this.team = team;
    this.config = config;
    this.state = state;
    width = state.width();
    latents = state.latents();
    gradients = new float[team.workers.count()][width];
    zeros = new float[width];
    biasParts = new float[PARTS * width];
    biasGradient = new float[width];
    moving = new boolean[latents];
    for (int j = 0; j < latents; j++) {
      moving[j] = hasMoments(j);
    }
  }

  /**
   * Updates all parameters.
   *
   * @param from what the gradients of the rows are summed from
   * @param bias what else the decoder's bias has as gradient
   * @param step the optimiser's
   */
  void run(TrainingStep.RowGradients from, TrainingStep.BiasGradient bias, ParameterStep step) {
    float factor = 1;
    if (config.maxGradientNorm() != Double.POSITIVE_INFINITY) {
      double norm = Math.sqrt(squaredNorm(from, bias));
      factor = (float) Math.min(1, config.maxGradientNorm() / (norm + EPSILON));
    }
    updateRows(from, step, factor);
    takeBiasGradient(bias);
    clip(biasGradient, factor);
    step.apply(state.decoderBias(), 0, biasGradient, width);
    if (from.penalty() != null) {
      from.penalty().update(step, factor);
    }
  }

  private void updateRows(TrainingStep.RowGradients from, ParameterStep step, float factor) {
    forParts(
        (part, worker, j) -> {
          boolean fires = !from.main().isEmpty(j) || !from.aux().isEmpty(j);
          if (!fires && !moving[j]) {
            return;
          }
          float[] lanes = team.scratch[worker].lanes;
          if (!fires && from.penalty() == null) {
            coast(j, step, lanes);
            return;
          }
          float[] gradient = gradients[worker];
          int row = j * width;
          decoderGradient(j, from, gradient, lanes);
          clip(gradient, factor);
          updateDecoder(j, step, gradient, lanes);
          double bias = encoderGradient(j, from, gradient, part);
          clip(gradient, factor);
          step.apply(state.encoder(), row, gradient, width);
          gradient[0] = (float) bias * factor;
          step.apply(state.encoderBias(), j, gradient, 1);
          moving[j] = moving[j] || hasMoments(j);
        });
  }

  /** Moves a latent by its moments alone. */
  private void coast(int j, ParameterStep step, float[] lanes) {
    updateDecoder(j, step, zeros, lanes);
    step.apply(state.encoder(), j * width, zeros, width);
    step.apply(state.encoderBias(), j, zeros, 1);
  }

  private void updateDecoder(int j, ParameterStep step, float[] gradient, float[] lanes) {
    step.apply(state.decoder(), j * width, gradient, width);
    if (config.decoder().normalization() == Normalization.AFTER_STEP) {
      normalize(j, lanes);
    }
  }

  /** Sums the squares of the whole gradient; the gradients are summed again when they are used. */
  private double squaredNorm(TrainingStep.RowGradients from, TrainingStep.BiasGradient bias) {
    Arrays.fill(squares, 0);
    forParts(
        (part, worker, j) -> {
          if (from.main().isEmpty(j) && from.aux().isEmpty(j)) {
            return;
          }
          float[] gradient = gradients[worker];
          float[] lanes = team.scratch[worker].lanes;
          decoderGradient(j, from, gradient, lanes);
          squares[part] += team.kernel.dot(gradient, 0, gradient, 0, width, lanes);
          double slope = encoderGradient(j, from, gradient, part);
          squares[part] += team.kernel.dot(gradient, 0, gradient, 0, width, lanes) + slope * slope;
        });
    takeBiasGradient(bias);
    float[] lanes = team.scratch[0].lanes;
    return BatchMoments.sum(squares, PARTS)
        + team.kernel.dot(biasGradient, 0, biasGradient, 0, width, lanes)
        + (from.penalty() == null ? 0 : from.penalty().squaredNorm());
  }

  /** Divides all decoder rows by their norm. */
  void normalizeDecoder() {
    forParts((part, worker, j) -> normalize(j, team.scratch[worker].lanes));
  }

  /** Work on one latent. */
  @FunctionalInterface
  private interface LatentTask {
    void run(int part, int worker, int latent);
  }

  private void forParts(LatentTask task) {
    team.workers.runToEnd(
        PARTS,
        (part, worker) -> {
          Arrays.fill(biasParts, part * width, (part + 1) * width, 0f);
          int end = (int) ((long) latents * (part + 1) / PARTS);
          for (int j = (int) ((long) latents * part / PARTS); j < end; j++) {
            task.run(part, worker, j);
          }
        });
  }

  /**
   * Takes the decoder bias' gradient: the encoder sees the input less that bias, which is {@code
   * -Σ_j db_enc[j]·W_enc[j]}.
   */
  private void takeBiasGradient(TrainingStep.BiasGradient bias) {
    bias.into(biasGradient);
    if (config.encoding().decoderBiasSubtracted()) {
      float[] sums = new float[width];
      BatchMoments.columnSums(biasParts, PARTS, 1, sums);
      for (int c = 0; c < width; c++) {
        biasGradient[c] -= sums[c];
      }
    }
  }

  private void decoderGradient(
      int j, TrainingStep.RowGradients from, float[] gradient, float[] lanes) {
    Kernel kernel = team.kernel;
    float[] rows = state.decoder().value();
    int row = j * width;
    kernel.fill(gradient, 0, width, 0f);
    add(from.main(), from.main().decoderWeights(), from.main().residual(j), j, gradient);
    if (!from.aux().isEmpty(j)) {
      add(from.aux(), from.aux().decoderWeights(), from.aux().residual(j), j, gradient);
    }
    if (from.penalty() != null) {
      kernel.addScaled(from.penalty().pull(j), rows, row, gradient, 0, width);
    }
    switch (config.decoder().projection()) {
      case NONE -> {}
      case PARALLEL -> {
        float along = kernel.dot(gradient, 0, rows, row, width, lanes);
        kernel.addScaled(-along, rows, row, gradient, 0, width);
      }
      case PARALLEL_WITH_EPSILON -> {
        double norm = Math.sqrt(kernel.dot(rows, row, rows, row, width, lanes)) + EPSILON;
        float along = kernel.dot(gradient, 0, rows, row, width, lanes);
        kernel.addScaled((float) (-along / (norm * norm)), rows, row, gradient, 0, width);
      }
    }
  }

  /** Writes the gradient of an encoder row, and returns that of its bias. */
  private double encoderGradient(
      int j, TrainingStep.RowGradients from, float[] gradient, int part) {
    double bias = sum(from.main(), j) + sum(from.aux(), j);
    if (bias != 0) {
      float[] rows = state.encoder().value();
      team.kernel.addScaled((float) bias, rows, j * width, biasParts, part * width, width);
    }
    team.kernel.fill(gradient, 0, width, 0f);
    add(from.main(), from.main().encoderWeights(), from.centred(), j, gradient);
    add(from.aux(), from.aux().encoderWeights(), from.centred(), j, gradient);
    return bias;
  }

  private void normalize(int j, float[] lanes) {
    float[] rows = state.decoder().value();
    int row = j * width;
    float square = team.kernel.dot(rows, row, rows, row, width, lanes);
    if (square > 0) {
      team.kernel.scale(rows, row, width, (float) (1 / Math.sqrt(square)));
    }
  }

  private void clip(float[] gradient, float factor) {
    if (factor != 1) {
      team.kernel.scale(gradient, 0, width, factor);
    }
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

  private boolean hasMoments(int j) {
    return hasMoments(state.encoder(), j * width, width)
        || hasMoments(state.decoder(), j * width, width)
        || hasMoments(state.encoderBias(), j, 1);
  }

  private static boolean hasMoments(AdamParameter parameter, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (parameter.firstMoment()[i] != 0
          || (parameter.hasSecondMoment() && parameter.secondMoment()[i] != 0)) {
        return true;
      }
    }
    return false;
  }
}

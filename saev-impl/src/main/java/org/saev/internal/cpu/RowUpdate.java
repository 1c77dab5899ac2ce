package org.saev.internal.cpu;

import java.util.Arrays;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.TrainingConfig;

/**
 * Gradient and update of both rows of each latent, a few latents at a time: gradients exist only in
 * the second-level cache.
 *
 * <p>A latent that did not fire has a gradient of 0, and Adam moves it all the same while its
 * moments last. One whose moments are all 0 would not move: it is left out, which is exact.
 */
final class RowUpdate {
  /**
   * Partial sums of the decoder bias' gradient: fixed, so that it doesn't depend on the workers.
   */
  private static final int PARTS = 128;

  /**
   * Elements of the gradients that are summed before any of their rows is updated. Updates then go
   * through weights and moments from front to back, which a core foresees, instead of between the
   * scattered rows of tokens: 7 % of a step at width 512, 4 % at 1,024.
   */
  private static final int GROUP_ELEMENTS = 16 * 1024;

  /** Added to the gradient's norm when it is clipped: as the neighbours do. */
  private static final double EPSILON = 1e-6;

  private final Team team;
  private final TrainingConfig config;
  private final TrainingState state;
  private final int width;
  private final int latents;
  private final LatentGradient gradient;
  private final int group;
  private final float[][][] gradients;
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
    gradient = new LatentGradient(team.kernel, config.decoder().projection(), state);
    group = Math.max(1, GROUP_ELEMENTS / width);
    gradients = new float[team.workers.count()][group][width];
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
        (part, worker, first, end) -> {
          for (int j = first; j < end; j += group) {
            int last = Math.min(end, j + group);
            updateDecoders(j, last, from, step, factor, worker);
            updateEncoders(j, last, from, step, factor, worker, part);
          }
        });
  }

  private void updateDecoders(
      int first,
      int end,
      TrainingStep.RowGradients from,
      ParameterStep step,
      float factor,
      int worker) {
    float[][] sums = gradients[worker];
    float[] lanes = team.scratch[worker].lanes;
    for (int j = first; j < end; j++) {
      if (isPulled(j, from)) {
        gradient.sumDecoder(j, from, sums[j - first]);
      }
    }
    for (int j = first; j < end; j++) {
      if (isPulled(j, from)) {
        float[] sum = sums[j - first];
        gradient.project(j, sum, lanes);
        clip(sum, factor);
        updateDecoder(j, step, sum, lanes);
      } else if (moving[j]) {
        updateDecoder(j, step, zeros, lanes);
      }
    }
  }

  private void updateDecoder(int j, ParameterStep step, float[] gradient, float[] lanes) {
    step.apply(state.decoder(), j * width, gradient, width);
    if (config.decoder().normalization() == Normalization.AFTER_STEP) {
      normalize(j, lanes);
    }
  }

  private void updateEncoders(
      int first,
      int end,
      TrainingStep.RowGradients from,
      ParameterStep step,
      float factor,
      int worker,
      int part) {
    float[][] sums = gradients[worker];
    for (int j = first; j < end; j++) {
      if (isPulled(j, from)) {
        gradient.sumEncoder(j, from, sums[j - first]);
      }
    }
    for (int j = first; j < end; j++) {
      if (isPulled(j, from)) {
        float[] sum = sums[j - first];
        double bias = LatentGradient.ofBias(j, from);
        addBias(bias, j, part);
        clip(sum, factor);
        step.apply(state.encoder(), j * width, sum, width);
        sum[0] = (float) bias * factor;
        step.apply(state.encoderBias(), j, sum, 1);
        moving[j] = moving[j] || hasMoments(j);
      } else if (moving[j]) {
        step.apply(state.encoder(), j * width, zeros, width);
        step.apply(state.encoderBias(), j, zeros, 1);
      }
    }
  }

  /** Returns whether more moves a latent than its moments. */
  private boolean isPulled(int j, TrainingStep.RowGradients from) {
    return !from.isEmpty(j) || (from.penalty() != null && moving[j]);
  }

  /** Adds what goes through a latent's bias to the gradient of the decoder's bias. */
  private void addBias(double bias, int j, int part) {
    if (bias != 0) {
      float[] rows = state.encoder().value();
      team.kernel.addScaled((float) bias, rows, j * width, biasParts, part * width, width);
    }
  }

  /** Sums the squares of the whole gradient; the gradients are summed again when they are used. */
  private double squaredNorm(TrainingStep.RowGradients from, TrainingStep.BiasGradient bias) {
    Arrays.fill(squares, 0);
    forParts(
        (part, worker, first, end) -> {
          float[] sum = gradients[worker][0];
          float[] lanes = team.scratch[worker].lanes;
          for (int j = first; j < end; j++) {
            if (from.isEmpty(j)) {
              continue;
            }
            gradient.sumDecoder(j, from, sum);
            gradient.project(j, sum, lanes);
            squares[part] += team.kernel.dot(sum, 0, sum, 0, width, lanes);
            double slope = LatentGradient.ofBias(j, from);
            addBias(slope, j, part);
            gradient.sumEncoder(j, from, sum);
            squares[part] += team.kernel.dot(sum, 0, sum, 0, width, lanes) + slope * slope;
          }
        });
    takeBiasGradient(bias);
    float[] lanes = team.scratch[0].lanes;
    return BatchMoments.sum(squares, PARTS)
        + team.kernel.dot(biasGradient, 0, biasGradient, 0, width, lanes)
        + (from.penalty() == null ? 0 : from.penalty().squaredNorm());
  }

  /** Divides all decoder rows by their norm. */
  void normalizeDecoder() {
    forParts(
        (part, worker, first, end) -> {
          for (int j = first; j < end; j++) {
            normalize(j, team.scratch[worker].lanes);
          }
        });
  }

  /** Work on some latents. */
  @FunctionalInterface
  private interface LatentsTask {
    void run(int part, int worker, int first, int end);
  }

  private void forParts(LatentsTask task) {
    team.workers.runToEnd(
        PARTS,
        (part, worker) -> {
          Arrays.fill(biasParts, part * width, (part + 1) * width, 0f);
          int first = (int) ((long) latents * part / PARTS);
          task.run(part, worker, first, (int) ((long) latents * (part + 1) / PARTS));
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

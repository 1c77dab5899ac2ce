package org.saev.internal.cpu;

import org.saev.training.DecoderConstraint.Projection;

/** Sums the gradients of a latent's rows from the entries of a batch. */
final class LatentGradient {
  /** Added to rows' norms: as the neighbours do. */
  private static final double EPSILON = 1e-6;

  private final Kernel kernel;
  private final Projection projection;
  private final TrainingState state;
  private final int width;

  LatentGradient(Kernel kernel, Projection projection, TrainingState state) {
    this.kernel = kernel;
    this.projection = projection;
    this.state = state;
    width = state.width();
  }

  /** Writes the gradient of the decoder's row, before it is projected. */
  void sumDecoder(int j, TrainingStep.RowGradients from, float[] gradient) {
    kernel.fill(gradient, 0, width, 0f);
    add(from.main(), from.main().decoderWeights(), from.main().residual(j), j, gradient);
    if (!from.aux().isEmpty(j)) {
      add(from.aux(), from.aux().decoderWeights(), from.aux().residual(j), j, gradient);
    }
    if (from.penalty() != null) {
      float[] rows = state.decoder().value();
      kernel.addScaled(from.penalty().pull(j), rows, j * width, gradient, 0, width);
    }
  }

  /** Takes from a decoder row's gradient what lies along the row. */
  void project(int j, float[] gradient, float[] lanes) {
    float[] rows = state.decoder().value();
    int row = j * width;
    switch (projection) {
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

  /** Writes the gradient of the encoder's row. */
  void sumEncoder(int j, TrainingStep.RowGradients from, float[] gradient) {
    kernel.fill(gradient, 0, width, 0f);
    add(from.main(), from.main().encoderWeights(), from.centred(), j, gradient);
    add(from.aux(), from.aux().encoderWeights(), from.centred(), j, gradient);
  }

  /** Returns the gradient of the encoder's bias. */
  static double ofBias(int j, TrainingStep.RowGradients from) {
    return sum(from.main(), j) + sum(from.aux(), j);
  }

  private void add(EntriesByLatent entries, float[] weights, float[] rows, int j, float[] sum) {
    int end = entries.end(j);
    kernel.addRows(rows, entries.tokens(), weights, entries.start(j), end, sum, 0, width);
  }

  private static double sum(EntriesByLatent entries, int j) {
    double sum = 0;
    for (int q = entries.start(j); q < entries.end(j); q++) {
      sum += entries.encoderWeights()[q];
    }
    return sum;
  }
}

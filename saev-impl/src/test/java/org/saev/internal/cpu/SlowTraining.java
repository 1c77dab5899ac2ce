package org.saev.internal.cpu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.saev.training.Adam;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.DecoderConstraint.Projection;
import org.saev.training.TrainingConfig;

/**
 * TopK training with the default choices the obvious way, in double precision and with dense
 * matrices: what the fused step is compared with. Matrices are {@code [latents][width]}.
 */
final class SlowTraining {
  final TrainingConfig config;
  final int width;
  final int latents;

  /** Parameters in the order encoder, decoder, encoder bias, decoder bias; biases have one row. */
  final double[][][] parameters;

  final double[][][] firstMoments;
  final double[][][] secondMoments;
  final long[] tokensSinceFired;
  long step;

  SlowTraining(TrainingConfig config, TrainingState state) {
    this.config = config;
    width = state.width();
    latents = state.latents();
    parameters =
        new double[][][] {
          rows(state.encoder().value(), latents),
          rows(state.decoder().value(), latents),
          rows(state.encoderBias().value(), 1),
          rows(state.decoderBias().value(), 1)
        };
    firstMoments = zerosLike(parameters);
    secondMoments = zerosLike(parameters);
    tokensSinceFired = state.tokensSinceFired().clone();
  }

  private static double[][] rows(float[] flat, int rows) {
    int columns = flat.length / rows;
    double[][] out = new double[rows][columns];
    for (int i = 0; i < flat.length; i++) {
      out[i / columns][i % columns] = flat[i];
    }
    return out;
  }

  static double[][][] zerosLike(double[][][] like) {
    double[][][] out = new double[like.length][][];
    for (int p = 0; p < like.length; p++) {
      out[p] = new double[like[p].length][like[p][0].length];
    }
    return out;
  }

  /** What a forward pass found. */
  static final class Forward {
    double[][] centred;
    double[][] codes;
    double[][] auxCodes;
    double[][] residual;
    double[][] auxResidual;
    double auxVariation;
    double divisor;
    double auxScale;
    double squaredError;
    double totalVariation;
    double loss;
    double auxLoss;

    /** Returns what the optimiser minimises. */
    double total(TrainingConfig config) {
      return loss + config.auxK().weight() * auxLoss;
    }
  }

  /**
   * Runs the forward pass.
   *
   * @param target what the auxiliary loss reconstructs, {@code e}, held constant; null to take the
   *     residual of this pass
   */
  Forward forward(double[][] x, double[][] target) {
    Forward f = new Forward();
    int tokens = x.length;
    f.centred = new double[tokens][width];
    f.codes = new double[tokens][];
    f.auxCodes = new double[tokens][];
    f.residual = new double[tokens][];
    f.auxResidual = new double[tokens][];
    boolean[] dead = new boolean[latents];
    int deadCount = 0;
    for (int j = 0; j < latents; j++) {
      dead[j] = tokensSinceFired[j] > config.auxK().deadAfterTokens();
      deadCount += dead[j] ? 1 : 0;
    }
    for (int t = 0; t < tokens; t++) {
      double[] pre = new double[latents];
      for (int c = 0; c < width; c++) {
        f.centred[t][c] = x[t][c] - parameters[3][0][c];
      }
      for (int j = 0; j < latents; j++) {
        pre[j] = parameters[2][0][j];
        for (int c = 0; c < width; c++) {
          pre[j] += f.centred[t][c] * parameters[0][j][c];
        }
      }
      f.codes[t] = largest(pre, config.k(), null);
      f.auxCodes[t] = largest(pre, config.auxK().kFor(width), dead);
      f.residual[t] = decode(f.codes[t], parameters[3][0]);
      for (int c = 0; c < width; c++) {
        f.residual[t][c] -= x[t][c];
      }
    }
    f.squaredError = squares(f.residual);
    f.totalVariation = variation(x);
    f.divisor =
        switch (config.loss()) {
          case FVU -> f.totalVariation;
          case SQUARED_ERROR -> tokens;
          default -> throw new IllegalArgumentException(config.loss() + " isn't computed here");
        };
    f.loss = f.squaredError / f.divisor;
    double[][] e = target == null ? negative(f.residual) : target;
    for (int t = 0; t < tokens; t++) {
      f.auxResidual[t] = decode(f.auxCodes[t], new double[width]);
      for (int c = 0; c < width; c++) {
        f.auxResidual[t][c] -= e[t][c];
      }
    }
    f.auxVariation = variation(e);
    f.auxScale = Math.min(1, (double) deadCount / config.auxK().kFor(width));
    boolean used = config.auxK().weight() > 0 && deadCount > 0 && f.auxVariation > 0;
    f.auxLoss = used ? f.auxScale * squares(f.auxResidual) / f.auxVariation : 0;
    return f;
  }

  /** Returns the analytic gradient of {@link Forward#total}, in the layout of the parameters. */
  double[][][] gradient(Forward f) {
    double[][][] g = zerosLike(parameters);
    for (int t = 0; t < f.codes.length; t++) {
      addGradient(g, f.centred[t], f.codes[t], f.residual[t], 2 / f.divisor);
      for (int c = 0; c < width; c++) {
        g[3][0][c] += 2 / f.divisor * f.residual[t][c];
      }
      if (f.auxLoss > 0) {
        double factor = config.auxK().weight() * f.auxScale * 2 / f.auxVariation;
        addGradient(g, f.centred[t], f.auxCodes[t], f.auxResidual[t], factor);
      }
    }
    return g;
  }

  private void addGradient(
      double[][][] g, double[] centred, double[] codes, double[] residual, double factor) {
    for (int j = 0; j < latents; j++) {
      if (codes[j] > 0) {
        double dot = 0;
        for (int c = 0; c < width; c++) {
          g[1][j][c] += factor * codes[j] * residual[c];
          dot += factor * residual[c] * parameters[1][j][c];
        }
        g[2][0][j] += dot;
        for (int c = 0; c < width; c++) {
          g[0][j][c] += dot * centred[c];
          g[3][0][c] -= dot * parameters[0][j][c];
        }
      }
    }
  }

  /** Takes one step and returns what it saw. */
  Forward step(double[][] x, double learningRate) {
    Forward f = forward(x, null);
    double[][][] g = gradient(f);
    step++;
    if (config.decoder().projection() == Projection.PARALLEL) {
      for (int j = 0; j < latents; j++) {
        double along = 0;
        for (int c = 0; c < width; c++) {
          along += g[1][j][c] * parameters[1][j][c];
        }
        for (int c = 0; c < width; c++) {
          g[1][j][c] -= along * parameters[1][j][c];
        }
      }
    }
    adam(g, learningRate);
    if (config.decoder().normalization() == Normalization.AFTER_STEP) {
      for (double[] row : parameters[1]) {
        double norm = Math.sqrt(Arrays.stream(row).map(w -> w * w).sum());
        for (int c = 0; c < width; c++) {
          row[c] /= norm;
        }
      }
    }
    for (int j = 0; j < latents; j++) {
      int latent = j;
      boolean fired = Arrays.stream(f.codes).anyMatch(codes -> codes[latent] > 0);
      tokensSinceFired[j] = fired ? 0 : tokensSinceFired[j] + x.length;
    }
    return f;
  }

  private void adam(double[][][] g, double learningRate) {
    Adam adam = (Adam) config.optimizer();
    double correction1 = 1 - Math.pow(adam.beta1(), (double) step);
    double correction2 = 1 - Math.pow(adam.beta2(), (double) step);
    for (int p = 0; p < g.length; p++) {
      for (int r = 0; r < g[p].length; r++) {
        for (int c = 0; c < g[p][r].length; c++) {
          double gradient = g[p][r][c];
          double m = adam.beta1() * firstMoments[p][r][c] + (1 - adam.beta1()) * gradient;
          double v =
              adam.beta2() * secondMoments[p][r][c] + (1 - adam.beta2()) * gradient * gradient;
          firstMoments[p][r][c] = m;
          secondMoments[p][r][c] = v;
          parameters[p][r][c] -=
              learningRate / correction1 * m / (Math.sqrt(v / correction2) + adam.epsilon());
        }
      }
    }
  }

  private double[] largest(double[] pre, int k, boolean[] among) {
    double[] codes = new double[latents];
    IntStream.range(0, latents)
        .filter(j -> pre[j] > 0 && (among == null || among[j]))
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(j -> -pre[j]).thenComparing(j -> j))
        .limit(k)
        .forEach(j -> codes[j] = pre[j]);
    return codes;
  }

  private double[] decode(double[] codes, double[] bias) {
    double[] out = bias.clone();
    for (int j = 0; j < latents; j++) {
      if (codes[j] > 0) {
        for (int c = 0; c < width; c++) {
          out[c] += codes[j] * parameters[1][j][c];
        }
      }
    }
    return out;
  }

  static double squares(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
  }

  static double variation(double[][] rows) {
    double[][] centred = new double[rows.length][rows[0].length];
    for (int c = 0; c < rows[0].length; c++) {
      int column = c;
      double mean = Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
      for (int t = 0; t < rows.length; t++) {
        centred[t][c] = rows[t][c] - mean;
      }
    }
    return squares(centred);
  }

  static double[][] negative(double[][] rows) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(v -> -v).toArray())
        .toArray(double[][]::new);
  }

  static double[][] toRows(float[] flat, int width) {
    return rows(flat, flat.length / width);
  }
}

package org.saev.internal.cpu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.saev.sae.InputNormalization;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.TrainedArchitecture.ReluL1;
import org.saev.training.TrainingConfig;

/**
 * What the optimiser minimises, for every choice, the obvious way: in double precision, dense, and
 * without any gradient, which is taken by finite differences.
 */
final class SlowLoss {
  final TrainingConfig config;
  final int width;
  final int latents;

  /** Encoder, decoder, encoder bias, decoder bias; biases have one row. */
  final double[][][] parameters;

  final double[] thresholds;
  final long[] tokensSinceFired;
  private final double[] lossVariance = {0};

  /** What AuxK reconstructs, as found by the first evaluation: its gradient doesn't go there. */
  private double[][] target;

  double auxLoss;
  double penalty;
  int dead;

  SlowLoss(TrainingConfig config, TrainingState state) {
    this.config = config;
    SlowTraining rows = new SlowTraining(config, state);
    width = state.width();
    latents = state.latents();
    parameters = rows.parameters;
    tokensSinceFired = state.tokensSinceFired().clone();
    thresholds = new double[latents];
    if (state.logThreshold() != null) {
      for (int j = 0; j < latents; j++) {
        thresholds[j] = Math.exp(state.logThreshold().value()[j]);
      }
    }
  }

  /** Returns the loss of a batch. */
  double of(double[][] x) {
    int n = x.length;
    double[] scale = new double[n];
    double[][] input = new double[n][];
    double[][] goal = new double[n][];
    for (int t = 0; t < n; t++) {
      normalize(x[t], t, scale, input, goal);
    }
    double[][] pre = new double[n][];
    double[] norms = Arrays.stream(parameters[1]).mapToDouble(SlowLoss::norm).toArray();
    for (int t = 0; t < n; t++) {
      pre[t] = preActivations(input[t]);
    }
    boolean[][] kept = kept(pre, norms);
    double[][] z = new double[n][latents];
    for (int t = 0; t < n; t++) {
      for (int j = 0; j < latents; j++) {
        z[t][j] = kept[t][j] ? pre[t][j] : 0;
      }
    }
    double variation = SlowTraining.variation(x);
    if (lossVariance[0] == 0) {
      lossVariance[0] = variation / n;
    }
    double[][] residual = new double[n][];
    double loss = 0;
    for (int t = 0; t < n; t++) {
      double weight = scale[t] * scale[t];
      weight *=
          switch (config.loss()) {
            case FVU -> 1 / variation;
            case SQUARED_ERROR -> 1.0 / n;
            case NORMALIZED_MSE -> 1 / (n * lossVariance[0]);
            case NORMALIZED_MSE_PER_TOKEN -> 1 / (n * square(x[t]));
          };
      int[] ends = prefixes();
      for (int g = 0; g < ends.length; g++) {
        residual[t] = residual(z[t], ends[g], goal[t], true);
        loss += weight * prefixWeight(g) * square(residual[t]);
      }
    }
    penalty = penalty(z, norms);
    auxLoss = aux(pre, norms, z, residual, goal);
    return loss + config.auxK().weight() * auxLoss + penalty;
  }

  private void normalize(double[] x, int t, double[] scale, double[][] input, double[][] goal) {
    InputNormalization kind = config.encoding().inputNormalization();
    double mean = kind == InputNormalization.LAYER_NORM ? Arrays.stream(x).average().orElse(0) : 0;
    double[] centred = Arrays.stream(x).map(v -> v - mean).toArray();
    double divisor = 1;
    scale[t] = 1;
    if (kind == InputNormalization.LAYER_NORM) {
      scale[t] = Math.sqrt(square(centred) / (width - 1));
      divisor = scale[t] + 1e-5;
    } else if (kind == InputNormalization.CONSTANT_NORM) {
      scale[t] = Math.sqrt(square(centred) / width);
      divisor = scale[t];
    }
    double by = divisor;
    double undone = scale[t];
    input[t] = Arrays.stream(centred).map(v -> v / by).toArray();
    goal[t] = Arrays.stream(centred).map(v -> v / undone).toArray();
  }

  private double[] preActivations(double[] x) {
    double[] pre = new double[latents];
    for (int j = 0; j < latents; j++) {
      pre[j] = parameters[2][0][j];
      for (int c = 0; c < width; c++) {
        double bias = config.encoding().decoderBiasSubtracted() ? parameters[3][0][c] : 0;
        pre[j] += (x[c] - bias) * parameters[0][j][c];
      }
    }
    return pre;
  }

  private boolean[][] kept(double[][] pre, double[] norms) {
    int n = pre.length;
    boolean[][] kept = new boolean[n][latents];
    TrainedArchitecture architecture = config.architecture();
    if (architecture instanceof BatchTopK) {
      IntStream.range(0, n * latents)
          .filter(i -> pre[i / latents][i % latents] > 0)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -strength(pre[i / latents], norms, i % latents)))
          .limit((long) config.k() * n)
          .forEach(i -> kept[i / latents][i % latents] = true);
    } else if (!architecture.needsK()) {
      for (int t = 0; t < n; t++) {
        for (int j = 0; j < latents; j++) {
          kept[t][j] = pre[t][j] > thresholds[j];
        }
      }
    } else {
      for (int t = 0; t < n; t++) {
        keepStrongest(pre[t], norms, config.k(), null, true, kept[t]);
      }
    }
    return kept;
  }

  private void keepStrongest(
      double[] pre, double[] norms, int k, boolean[] among, boolean rectified, boolean[] kept) {
    IntStream.range(0, latents)
        .filter(j -> (among == null || among[j]) && (!rectified || pre[j] > 0))
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -strength(pre, norms, j)))
        .limit(k)
        .forEach(j -> kept[j] = true);
  }

  /** What latents are chosen by. */
  private double strength(double[] pre, double[] norms, int j) {
    return config.encoding().scaledByDecoderNorm() ? pre[j] * norms[j] : pre[j];
  }

  private int[] prefixes() {
    if (config.architecture() instanceof BatchTopK batch && !batch.groups().isEmpty()) {
      int[] ends = batch.groups().stream().mapToInt(size -> size).toArray();
      Arrays.parallelPrefix(ends, Integer::sum);
      return ends;
    }
    return new int[] {latents};
  }

  private double prefixWeight(int group) {
    return config.architecture() instanceof BatchTopK batch && !batch.groups().isEmpty()
        ? batch.weights().get(group)
        : 1;
  }

  private double[] residual(double[] z, int end, double[] goal, boolean bias) {
    double[] out = new double[width];
    for (int c = 0; c < width; c++) {
      out[c] = (bias ? parameters[3][0][c] : 0) - goal[c];
      for (int j = 0; j < end; j++) {
        out[c] += z[j] * parameters[1][j][c];
      }
    }
    return out;
  }

  private double penalty(double[][] z, double[] norms) {
    double sum = 0;
    double weight = 0;
    for (double[] row : z) {
      for (int j = 0; j < latents; j++) {
        if (config.architecture() instanceof ReluL1 relu) {
          sum += row[j] * norms[j];
          weight = relu.l1() / Math.max(1, relu.warmupSteps());
        } else if (config.architecture() instanceof JumpRelu jump) {
          sum += row[j] > 0 ? 1 : 0;
          weight = jump.l0() / Math.max(1, jump.warmupSteps());
        }
      }
    }
    return weight * sum / z.length;
  }

  private double aux(
      double[][] pre, double[] norms, double[][] z, double[][] residual, double[][] goal) {
    int n = pre.length;
    boolean[] among = new boolean[latents];
    dead = 0;
    for (int j = 0; j < latents; j++) {
      int latent = j;
      boolean fires = Arrays.stream(z).anyMatch(row -> row[latent] > 0);
      among[j] = config.auxK().isDead(tokensSinceFired[j], n, fires);
      dead += among[j] ? 1 : 0;
    }
    if (target == null) {
      target = SlowTraining.negative(residual);
    }
    int k = config.auxK().kFor(width);
    double error = 0;
    for (int t = 0; t < n; t++) {
      boolean[] kept = new boolean[latents];
      keepStrongest(pre[t], norms, k, among, config.auxK().rectified(), kept);
      double[] own = new double[latents];
      for (int j = 0; j < latents; j++) {
        own[j] = kept[j] ? pre[t][j] : 0;
      }
      error += square(residual(own, latents, target[t], config.auxK().decoderBias()));
    }
    double divisor =
        switch (config.auxK().divisor()) {
          case RESIDUAL_VARIANCE -> SlowTraining.variation(target);
          case INPUT_VARIANCE -> SlowTraining.variation(goal);
          case TOKENS -> n;
        };
    double share = config.auxK().scaledByDeadShare() ? Math.min(1, (double) dead / k) : 1;
    return dead == 0 || config.auxK().weight() == 0 ? 0 : share * error / divisor;
  }

  /** Returns the gradient by central differences, in the layout of the parameters. */
  double[][][] gradient(double[][] x) {
    of(x);
    double h = 1e-6;
    double[][][] gradient = SlowTraining.zerosLike(parameters);
    for (int p = 0; p < parameters.length; p++) {
      for (int r = 0; r < parameters[p].length; r++) {
        double[] row = parameters[p][r];
        for (int c = 0; c < row.length; c++) {
          double value = row[c];
          row[c] = value + h;
          double up = of(x);
          row[c] = value - h;
          gradient[p][r][c] = (up - of(x)) / (2 * h);
          row[c] = value;
        }
      }
    }
    return gradient;
  }

  static double square(double[] row) {
    return Arrays.stream(row).map(v -> v * v).sum();
  }

  private static double norm(double[] row) {
    return Math.sqrt(square(row));
  }
}

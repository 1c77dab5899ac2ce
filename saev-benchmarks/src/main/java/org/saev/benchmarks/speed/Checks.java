package org.saev.benchmarks.speed;

import java.util.Arrays;
import org.saev.internal.cpu.Codes;
import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.Workers;

/** Results that a benchmark must give before it is timed; they are computed slowly and plainly. */
final class Checks {

  private static final double TOLERANCE = 1e-3;

  private Checks() {}

  /** Returns the pre-activations of one token, in double precision. */
  static double[] preActivations(Problem problem, int token) {
    int width = problem.size.width();
    double[] pre = new double[problem.size.latents()];
    for (int j = 0; j < pre.length; j++) {
      double sum = problem.encoderBias[j];
      for (int c = 0; c < width; c++) {
        double centred = problem.batches[0][token * width + c] - problem.decoderBias[c];
        sum += centred * problem.encoder[j * width + c];
      }
      pre[j] = sum;
    }
    return pre;
  }

  /** Checks what a token of the first batch was encoded to. */
  static void encoded(Problem problem, Codes codes, int token) {
    double[] pre = preActivations(problem, token);
    double[] sorted = pre.clone();
    Arrays.sort(sorted);
    int k = problem.size.k();
    require("entries of a token", codes.end(token) - codes.start(token), k);
    for (int i = 0; i < k; i++) {
      int entry = codes.start(token) + i;
      require("activation", codes.values()[entry], sorted[sorted.length - 1 - i]);
      require("activation", codes.values()[entry], pre[codes.indices()[entry]]);
    }
  }

  /** Checks what a token was decoded to from its codes. */
  static void decoded(Problem problem, Codes codes, float[] reconstruction, int token) {
    int width = problem.size.width();
    for (int c = 0; c < width; c++) {
      double sum = problem.decoderBias[c];
      for (int q = codes.start(token); q < codes.end(token); q++) {
        sum += codes.values()[q] * (double) problem.encoder[codes.indices()[q] * width + c];
      }
      require("reconstruction", 1 + reconstruction[token * width + c], 1 + sum);
    }
  }

  /** Returns the fraction of variance that the first step of a training leaves unexplained. */
  static double firstLoss(Problem problem) {
    Size size = problem.size;
    int width = size.width();
    float[] x = problem.batches[0];
    TopKCodes codes = new TopKCodes(size.k());
    new TopKEncoder(Kernels.chosen(), Workers.shared(), width, size.latents(), size.k())
        .encode(x, size.tokens(), problem.encoder, problem.encoderBias, problem.decoderBias, codes);
    encoded(problem, codes, 0);
    float[] reconstruction = new float[x.length];
    new Decoder(Kernels.chosen(), Workers.shared(), width)
        .decode(codes, problem.encoder, problem.decoderBias, reconstruction);
    double error = 0;
    double variation = 0;
    for (int i = 0; i < x.length; i++) {
      // The decoder bias is the mean of this batch.
      error += Math.pow(x[i] - (double) reconstruction[i], 2);
      variation += Math.pow(x[i] - (double) problem.decoderBias[i % width], 2);
    }
    return error / variation;
  }

  static void require(String what, double found, double wanted) {
    require(what, found, wanted, TOLERANCE);
  }

  /** The same for figures that come from products of fewer bits. */
  static void requireNearly(String what, double found, double wanted) {
    require(what, found, wanted, 50 * TOLERANCE);
  }

  private static void require(String what, double found, double wanted, double tolerance) {
    if (!(Math.abs(found - wanted) <= tolerance * Math.max(1e-2, Math.abs(wanted)))) {
      throw new IllegalStateException(what + " is " + found + ", but should be " + wanted);
    }
  }
}

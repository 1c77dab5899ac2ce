package org.saev.internal.training;

import java.util.Arrays;
import org.saev.internal.cpu.Codes;
import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Kernels;
import org.saev.internal.cpu.SparseRows;
import org.saev.internal.cpu.ThresholdEncoder;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.Workers;
import org.saev.spi.SaeWeights;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.TrainedArchitecture.TopK;
import org.saev.training.TrainingConfig;

/**
 * The constant that an encoder is multiplied by at the start. With b_enc = 0, codes grow in
 * proportion to it and the chosen latents stay the same, so the best one is that of least squares:
 * {@code c = Σ (x - b_dec)·r / Σ r·r}, r the reconstruction at constant 1, less b_dec.
 *
 * <p>JumpReLU's threshold θ stays where it is, so its latents change with the constant: they are
 * those above θ / c, and the c with the smallest error is looked for.
 */
final class EncoderScale {

  private static final int SAMPLE_TOKENS = 2048;

  /** Where most latents may fire, fewer tokens do. */
  private static final int SAMPLE_CODES = 1 << 23;

  private static final int BISECTIONS = 6;

  private final SaeWeights weights;
  private final float[] sample;
  private final int width;
  private final int latents;
  private final Kernel kernel = Kernels.chosen();
  private final Workers workers = Workers.shared();

  private EncoderScale(SaeWeights weights, float[] sample) {
    this.weights = weights;
    this.sample = sample;
    width = weights.config().width();
    latents = weights.config().latents();
  }

  /**
   * Finds the constant.
   *
   * @param sample [tokens, width]
   * @return the constant; 1 where nothing is reconstructed
   */
  static float of(SaeWeights weights, TrainingConfig config, float[] sample) {
    EncoderScale scale = new EncoderScale(weights, sample);
    int all = Math.min(SAMPLE_TOKENS, sample.length / scale.width);
    int few = Math.min(all, Math.max(32, SAMPLE_CODES / scale.latents));
    TrainedArchitecture architecture = config.architecture();
    if (architecture instanceof TopK) {
      return scale.topK(all, config.k()).constant();
    }
    if (architecture instanceof BatchTopK) {
      return scale.batchTopK(all, (long) config.k() * all).constant();
    }
    return architecture instanceof JumpRelu jump
        ? scale.jumpRelu(few, (float) jump.threshold())
        : scale.above(0, few).constant();
  }

  private Fit topK(int tokens, int k) {
    TopKCodes codes = new TopKCodes(k);
    new TopKEncoder(kernel, workers, width, latents, k)
        .encode(
            sample, tokens, weights.encoder(), weights.encoderBias(), weights.decoderBias(), codes);
    return fit(codes);
  }

  /** With a bound that about as many pre-activations exceed as are kept of the batch. */
  private Fit batchTopK(int tokens, long wanted) {
    float high = Float.MAX_VALUE;
    float low = (float) Math.sqrt(largestSquare(tokens));
    SparseRows codes = codes(low, tokens);
    // From above, so that never many more are collected than are wanted.
    while (entries(codes) < wanted && low > 1e-6f) {
      high = low;
      low *= 0.8f;
      codes = codes(low, tokens);
    }
    for (int i = 0; i < BISECTIONS && high < Float.MAX_VALUE; i++) {
      float middle = (low + high) / 2;
      SparseRows there = codes(middle, tokens);
      if (entries(there) < wanted) {
        high = middle;
      } else {
        low = middle;
        codes = there;
      }
    }
    return fit(codes);
  }

  private float jumpRelu(int tokens, float threshold) {
    double best = Double.POSITIVE_INFINITY;
    float constant = 1;
    for (double c = 1 / 256.0; c <= 4; c *= 1.19) {
      Fit fit = above((float) (threshold / c), tokens);
      double error = c * c * fit.own() - 2 * c * fit.both();
      if (error < best) {
        best = error;
        constant = (float) c;
      }
    }
    return constant;
  }

  private Fit above(float bound, int tokens) {
    return fit(codes(bound, tokens));
  }

  /** What exceeds a bound. */
  private SparseRows codes(float bound, int tokens) {
    float[] bounds = new float[latents];
    Arrays.fill(bounds, bound);
    SparseRows codes = new SparseRows();
    new ThresholdEncoder(kernel, workers, width, bounds)
        .encode(
            sample, tokens, weights.encoder(), weights.encoderBias(), weights.decoderBias(), codes);
    return codes;
  }

  private static int entries(Codes codes) {
    return codes.end(codes.tokens() - 1);
  }

  private Fit fit(Codes codes) {
    int tokens = codes.tokens();
    float[] reconstruction = new float[tokens * width];
    new Decoder(kernel, workers, width)
        .decode(codes, weights.decoder(), new float[width], reconstruction);
    double both = 0;
    double own = 0;
    for (int i = 0; i < reconstruction.length; i++) {
      both += (sample[i] - weights.decoderBias()[i % width]) * (double) reconstruction[i];
      own += reconstruction[i] * (double) reconstruction[i];
    }
    return new Fit(both, own);
  }

  private double largestSquare(int tokens) {
    double largest = 0;
    for (int t = 0; t < tokens; t++) {
      double square = 0;
      for (int i = 0; i < width; i++) {
        double centred = sample[t * width + i] - weights.decoderBias()[i];
        square += centred * centred;
      }
      largest = Math.max(largest, square);
    }
    return largest;
  }

  /** {@code Σ (x - b_dec)·r} and {@code Σ r·r}. */
  private record Fit(double both, double own) {

    float constant() {
      return both > 0 && own > 0 ? (float) (both / own) : 1;
    }
  }
}

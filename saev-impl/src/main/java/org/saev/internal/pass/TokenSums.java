package org.saev.internal.pass;

import java.util.Arrays;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.SparseCodes;

/**
 * Moments and counts over tokens, in double precision. The variation about the mean is kept as
 * such, and merged by Chan, Golub and LeVeque (1983), for the difference of two large sums would
 * lose it.
 */
final class TokenSums {

  /** A latent is dense where it fires on more than this share of tokens. */
  private static final double DENSE = 0.1;

  private final double[] mean;
  private final long[] firings;
  private long tokens;
  private double variation;
  private double error;
  private long active;
  private double strength;

  TokenSums(int width, int latents) {
    mean = new double[width];
    firings = new long[latents];
  }

  void add(float[] activations, float[] reconstruction, int token, SparseCodes codes) {
    tokens++;
    int row = token * mean.length;
    for (int i = 0; i < mean.length; i++) {
      double x = activations[row + i];
      double miss = x - reconstruction[row + i];
      error += miss * miss;
      double off = x - mean[i];
      mean[i] += off / tokens;
      variation += off * (x - mean[i]);
    }
    int count = codes.count(token);
    active += count;
    for (int rank = 0; rank < count; rank++) {
      strength += codes.value(token, rank);
      firings[codes.latent(token, rank)]++;
    }
  }

  void merge(TokenSums other) {
    if (other.tokens == 0) {
      return;
    }
    double all = tokens + other.tokens;
    double between = 0;
    for (int i = 0; i < mean.length; i++) {
      double apart = other.mean[i] - mean[i];
      between += apart * apart;
      mean[i] += apart * (other.tokens / all);
    }
    variation += other.variation + between * tokens * (other.tokens / all);
    error += other.error;
    active += other.active;
    strength += other.strength;
    tokens += other.tokens;
    for (int latent = 0; latent < firings.length; latent++) {
      firings[latent] += other.firings[latent];
    }
  }

  Reconstruction figures() {
    return new Reconstruction(
        tokens,
        variation > 0 ? error / variation : Double.NaN,
        (double) active / tokens,
        strength / tokens,
        (int) Arrays.stream(firings).filter(count -> count == 0).count(),
        (int) Arrays.stream(firings).filter(count -> count > DENSE * tokens).count());
  }

  long[] firings() {
    return firings;
  }
}

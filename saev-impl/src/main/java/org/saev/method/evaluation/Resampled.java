package org.saev.method.evaluation;

import org.saev.internal.TokenHash;

/**
 * Sums over examples in each resample, one after the other: entry 0 has every example once, entry r
 * as often as resample r draws it.
 */
final class Resampled {

  private final int width;
  private final double[] tokens;
  private final double[] sums;
  private final double[] squares;
  private final double[] errors;
  private final double[] active;
  private final double[] strength;
  private long examples;

  Resampled(int resamples, int width) {
    int entries = resamples + 1;
    this.width = width;
    tokens = new double[entries];
    sums = new double[Math.multiplyExact(entries, width)];
    squares = new double[entries];
    errors = new double[entries];
    active = new double[entries];
    strength = new double[entries];
  }

  /** Draws how often each resample has an example; entry 0 is 1. */
  static int[] weights(String id, int resamples, long seed) {
    long hash = TokenHash.seeded(TokenHash.ofExample(id), seed);
    int[] weights = new int[resamples + 1];
    weights[0] = 1;
    for (int r = 1; r <= resamples; r++) {
      weights[r] = poisson(TokenHash.unit(TokenHash.seeded(hash, r)));
    }
    return weights;
  }

  /** The Poisson variable of mean 1 at a quantile. */
  static int poisson(double quantile) {
    double chance = Math.exp(-1);
    double below = chance;
    int value = 0;
    while (quantile >= below && value < 20) {
      chance /= ++value;
      below += chance;
    }
    return value;
  }

  void add(ExampleFigures figures, int[] weights) {
    examples++;
    double square = figures.variation;
    for (double m : figures.mean) {
      square += figures.tokens * m * m;
    }
    for (int r = 0; r < weights.length; r++) {
      int weight = weights[r];
      if (weight > 0) {
        tokens[r] += weight * figures.tokens;
        squares[r] += weight * square;
        errors[r] += weight * figures.error;
        active[r] += weight * figures.active;
        strength[r] += weight * figures.strength;
        double scale = (double) weight * figures.tokens;
        for (int i = 0, at = r * width; i < width; i++, at++) {
          sums[at] += scale * figures.mean[i];
        }
      }
    }
  }

  /** Adds the sums of another modality; the examples they come from may be the same. */
  void merge(Resampled other) {
    add(tokens, other.tokens);
    add(sums, other.sums);
    add(squares, other.squares);
    add(errors, other.errors);
    add(active, other.active);
    add(strength, other.strength);
  }

  private static void add(double[] to, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  long examples() {
    return examples;
  }

  long tokens() {
    return (long) tokens[0];
  }

  double fvu(int r) {
    double between = 0;
    for (int i = r * width; i < (r + 1) * width; i++) {
      between += sums[i] * sums[i];
    }
    double variation = squares[r] - between / tokens[r];
    // What is left of equal sums is rounding, not variance.
    return variation > 1e-12 * squares[r] ? errors[r] / variation : Double.NaN;
  }

  double l0(int r) {
    return active[r] / tokens[r];
  }

  double l1(int r) {
    return strength[r] / tokens[r];
  }
}

package org.saev.training;

import java.util.ArrayList;
import java.util.List;
import org.saev.sae.Architecture;

/**
 * What is trained, with what each architecture needs beside latents and k.
 *
 * <pre>{@code
 * Saev.trainer().latents(4096).k(32).architecture(TrainedArchitecture.batchTopK())
 * Saev.trainer().latents(4096).architecture(TrainedArchitecture.jumpRelu(1e-2, 5_000))
 * }</pre>
 */
public sealed interface TrainedArchitecture {

  /** The k largest pre-activations of each token (Gao et al. 2024, arXiv 2406.04093). */
  record TopK() implements TrainedArchitecture {

    @Override
    public Architecture type() {
      return Architecture.TOPK;
    }
  }

  /**
   * The k·n largest pre-activations of a batch of n tokens (Bussmann et al. 2024, arXiv
   * 2412.06410), with losses on nested prefixes of the latents if there is more than one group
   * (Matryoshka; Bussmann et al. 2025, arXiv 2503.17547). The finished autoencoder keeps what
   * exceeds one threshold: the running mean of the smallest activation kept in a batch.
   *
   * <p>Where the norms of tokens differ much, the largest take most places: layer-normalise them
   * then ({@link Encoding}), as the authors' code does.
   *
   * @param groups latents of each group, strongest structure first; empty for one group. They must
   *     add up to all latents
   * @param weights weight of the loss of each prefix; as many as groups
   * @param thresholdDecay decay of the running mean; default 0.999
   * @param thresholdAfterSteps steps before the running mean begins; default 1,000. A training that
   *     ends earlier takes the last batch's smallest activation
   */
  record BatchTopK(
      List<Integer> groups, List<Double> weights, double thresholdDecay, int thresholdAfterSteps)
      implements TrainedArchitecture {

    /**
     * Checks the ranges.
     *
     * @param groups as above
     * @param weights as above
     * @param thresholdDecay as above
     * @param thresholdAfterSteps as above
     */
    public BatchTopK {
      groups = List.copyOf(groups);
      weights = List.copyOf(weights);
      if (groups.size() == 1 || groups.stream().anyMatch(size -> size < 1)) {
        throw new IllegalArgumentException(
            "groups must be none, or two and more of positive sizes, but were " + groups);
      }
      if (weights.size() != groups.size()
          || weights.stream().anyMatch(w -> !(w > 0) || Double.isInfinite(w))) {
        throw new IllegalArgumentException(
            "each of "
                + groups.size()
                + " groups needs a positive weight, but there are "
                + weights);
      }
      if (!(thresholdDecay >= 0 && thresholdDecay < 1)) {
        throw new IllegalArgumentException(
            "thresholdDecay must lie in [0, 1), but was " + thresholdDecay);
      }
      if (thresholdAfterSteps < 0) {
        throw new IllegalArgumentException(
            "thresholdAfterSteps must not be negative, but was " + thresholdAfterSteps);
      }
    }

    @Override
    public Architecture type() {
      return groups.isEmpty() ? Architecture.BATCH_TOPK : Architecture.MATRYOSHKA_BATCH_TOPK;
    }
  }

  /**
   * ReLU with an L1 penalty weighted by decoder norms: {@code loss + l1 · 1/n Σ_t Σ_j z_tj
   * ||W_dec_j||} (Templeton et al. 2024; the published SAE-V).
   *
   * @param l1 weight of the penalty
   * @param warmupSteps steps over which that weight rises linearly
   */
  record ReluL1(double l1, int warmupSteps) implements TrainedArchitecture {

    /**
     * Checks the ranges.
     *
     * @param l1 as above
     * @param warmupSteps as above
     */
    public ReluL1 {
      checkPenalty("l1", l1, warmupSteps);
    }

    @Override
    public Architecture type() {
      return Architecture.RELU;
    }
  }

  /**
   * JumpReLU with an L0 penalty: {@code loss + l0 · 1/n Σ_t ||z_t||_0} (Rajamanoharan et al. 2024,
   * "Jumping Ahead", arXiv 2407.14435). Thresholds {@code θ = exp(log θ)} are trained with
   * straight-through gradients through a rectangle kernel K of the given bandwidth ε: {@code dz/dθ
   * = -θ/ε K((pre-θ)/ε)}, {@code d||z||_0/dθ = -1/ε K((pre-θ)/ε)} (the pseudo-derivatives of the
   * paper), for pre-activations above 0.
   *
   * @param l0 weight of the penalty
   * @param warmupSteps steps over which that weight rises linearly
   * @param threshold where thresholds start; 0.001 in the paper
   * @param bandwidth ε; 0.001 in the paper, for activations of unit mean square
   */
  record JumpRelu(double l0, int warmupSteps, double threshold, double bandwidth)
      implements TrainedArchitecture {

    /**
     * Checks the ranges.
     *
     * @param l0 as above
     * @param warmupSteps as above
     * @param threshold as above
     * @param bandwidth as above
     */
    public JumpRelu {
      checkPenalty("l0", l0, warmupSteps);
      if (!(threshold > 0 && bandwidth > 0)
          || Double.isInfinite(threshold)
          || Double.isInfinite(bandwidth)) {
        throw new IllegalArgumentException(
            "threshold and bandwidth must be positive, but were "
                + threshold
                + " and "
                + bandwidth);
      }
    }

    @Override
    public Architecture type() {
      return Architecture.JUMP_RELU;
    }
  }

  /**
   * Returns the architecture of the autoencoder.
   *
   * @return its type
   */
  Architecture type();

  /**
   * Tells whether k must be set.
   *
   * @return false for those that have a penalty instead
   */
  default boolean needsK() {
    return type() != Architecture.RELU && type() != Architecture.JUMP_RELU;
  }

  /**
   * TopK; the default.
   *
   * @return the architecture
   */
  static TrainedArchitecture topK() {
    return new TopK();
  }

  /**
   * BatchTopK.
   *
   * @return the architecture, with a threshold that decays by 0.999 after 1,000 steps
   */
  static TrainedArchitecture batchTopK() {
    return new BatchTopK(List.of(), List.of(), 0.999, 1000);
  }

  /**
   * Matryoshka BatchTopK.
   *
   * @param groups latents of each group; at least two, adding up to all latents
   * @return the architecture, with equal weights that add up to 1
   */
  static TrainedArchitecture matryoshka(int... groups) {
    List<Integer> sizes = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int size : groups) {
      sizes.add(size);
      weights.add(1.0 / groups.length);
    }
    return new BatchTopK(sizes, weights, 0.999, 1000);
  }

  /**
   * ReLU with an L1 penalty.
   *
   * @param l1 weight of the penalty
   * @param warmupSteps steps over which that weight rises linearly
   * @return the architecture
   */
  static TrainedArchitecture reluL1(double l1, int warmupSteps) {
    return new ReluL1(l1, warmupSteps);
  }

  /**
   * JumpReLU with an L0 penalty.
   *
   * @param l0 weight of the penalty
   * @param warmupSteps steps over which that weight rises linearly
   * @return the architecture, with thresholds from 0.001 and a bandwidth of 0.001
   */
  static TrainedArchitecture jumpRelu(double l0, int warmupSteps) {
    return new JumpRelu(l0, warmupSteps, 0.001, 0.001);
  }

  private static void checkPenalty(String name, double weight, int warmupSteps) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(name + " must be 0 or more, but was " + weight);
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException(
          "warmupSteps must not be negative, but was " + warmupSteps);
    }
  }
}

package org.saev.training;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * The auxiliary loss that revives dead latents (Gao et al. 2024, appendix A.2): the residual {@code
 * e = x - x^}, held constant, is reconstructed from the strongest k of the dead latents of a token
 * as {@code e^}. The loss is {@code weight · share · Σ ||e^ - e||² / divisor}, 0 where that is not
 * a number. Encoder and decoder both get its gradient.
 *
 * @param weight of the auxiliary loss beside the reconstruction loss; 0 switches it off; default
 *     1/32
 * @param k how many dead latents a token may use; default width / 2
 * @param deadAfterTokens tokens without firing after which a latent is dead; default 10,000,000
 * @param deadTest when and how that is tested
 * @param divisor what the squared error is divided by
 * @param scaledByDeadShare whether {@code share = min(dead / k, 1)}, else 1; default true
 * @param decoderBias whether {@code e^} has b_dec in it; default false
 * @param rectified whether only dead latents with a pre-activation above 0 take part; default true
 */
public record AuxK(
    double weight,
    OptionalInt k,
    long deadAfterTokens,
    DeadTest deadTest,
    Divisor divisor,
    boolean scaledByDeadShare,
    boolean decoderBias,
    boolean rectified) {

  /** When a latent counts as dead. The tokens of a batch count as a whole. */
  public enum DeadTest {
    /** More tokens than the threshold went by, before this batch: sparsify, SAELens; default. */
    EXCEEDED_BEFORE_BATCH,
    /** More tokens than the threshold went by, this batch included: OpenAI. */
    EXCEEDED_AFTER_BATCH,
    /** At least the threshold, this batch included: dictionary_learning. */
    REACHED_AFTER_BATCH
  }

  /** What the squared error of the residual's reconstruction is divided by. */
  public enum Divisor {
    /** {@code Σ ||e - mean(e)||²}: OpenAI, dictionary_learning; default. */
    RESIDUAL_VARIANCE,
    /** {@code Σ ||x - mean(x)||²}: sparsify. */
    INPUT_VARIANCE,
    /** The number of tokens: SAELens. */
    TOKENS
  }

  /** Weight 1/32, k = width / 2, dead after 10,000,000 tokens. */
  public static final AuxK DEFAULT =
      form(DeadTest.EXCEEDED_BEFORE_BATCH, Divisor.RESIDUAL_VARIANCE, true, false, true);

  /** No auxiliary loss; latents still count as dead after 10,000,000 tokens in reports. */
  public static final AuxK OFF = DEFAULT.weight(0);

  /**
   * The form of sparsify. Its fused backward pass gives the encoder no gradient of this loss; that
   * is not copied.
   */
  public static final AuxK SPARSIFY =
      form(DeadTest.EXCEEDED_BEFORE_BATCH, Divisor.INPUT_VARIANCE, true, true, true);

  /** The form of dictionary_learning. */
  public static final AuxK DICTIONARY_LEARNING =
      form(DeadTest.REACHED_AFTER_BATCH, Divisor.RESIDUAL_VARIANCE, false, false, true);

  /**
   * The form of SAELens 6: weight 1, dead after 1,000 of its batches of 4,096 tokens, activations
   * that may be negative.
   */
  public static final AuxK SAELENS =
      form(DeadTest.EXCEEDED_BEFORE_BATCH, Divisor.TOKENS, true, true, false)
          .weight(1)
          .deadAfterTokens(4_096_000);

  /** The form of openai/sparse_autoencoder: k = 256. */
  public static final AuxK OPENAI =
      form(DeadTest.EXCEEDED_AFTER_BATCH, Divisor.RESIDUAL_VARIANCE, false, false, true).k(256);

  /**
   * Checks the ranges.
   *
   * @param weight as above
   * @param k as above
   * @param deadAfterTokens as above
   * @param deadTest as above
   * @param divisor as above
   * @param scaledByDeadShare as above
   * @param decoderBias as above
   * @param rectified as above
   */
  public AuxK {
    Objects.requireNonNull(deadTest, "deadTest");
    Objects.requireNonNull(divisor, "divisor");
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("AuxK weight must be 0 or more, but was " + weight);
    }
    if (k.isPresent() && k.getAsInt() < 1) {
      throw new IllegalArgumentException("AuxK k must be positive, but was " + k.getAsInt());
    }
    if (deadAfterTokens < 1) {
      throw new IllegalArgumentException(
          "deadAfterTokens must be positive, but was " + deadAfterTokens);
    }
  }

  private static AuxK form(
      DeadTest deadTest, Divisor divisor, boolean scaled, boolean decoderBias, boolean rectified) {
    return new AuxK(
        1.0 / 32,
        OptionalInt.empty(),
        10_000_000L,
        deadTest,
        divisor,
        scaled,
        decoderBias,
        rectified);
  }

  /**
   * The same with another weight.
   *
   * @param value 0 or more
   * @return a changed copy
   */
  public AuxK weight(double value) {
    return new AuxK(
        value, k, deadAfterTokens, deadTest, divisor, scaledByDeadShare, decoderBias, rectified);
  }

  /**
   * The same with another k.
   *
   * @param value how many dead latents a token may use
   * @return a changed copy
   */
  public AuxK k(int value) {
    return new AuxK(
        weight,
        OptionalInt.of(value),
        deadAfterTokens,
        deadTest,
        divisor,
        scaledByDeadShare,
        decoderBias,
        rectified);
  }

  /**
   * The same with another threshold.
   *
   * @param tokens without firing after which a latent is dead
   * @return a changed copy
   */
  public AuxK deadAfterTokens(long tokens) {
    return new AuxK(
        weight, k, tokens, deadTest, divisor, scaledByDeadShare, decoderBias, rectified);
  }

  /**
   * Returns how many dead latents a token may use.
   *
   * @param width of the activations
   * @return k, or half of the width
   */
  public int kFor(int width) {
    return k.orElse(Math.max(1, width / 2));
  }

  /**
   * Tells whether a latent is dead.
   *
   * @param tokensSinceFired before the batch
   * @param tokens of the batch
   * @param fires whether it fires in the batch
   * @return true if it is dead in this batch
   */
  public boolean isDead(long tokensSinceFired, int tokens, boolean fires) {
    return switch (deadTest) {
      case EXCEEDED_BEFORE_BATCH -> tokensSinceFired > deadAfterTokens;
      case EXCEEDED_AFTER_BATCH -> !fires && tokensSinceFired + tokens > deadAfterTokens;
      case REACHED_AFTER_BATCH -> !fires && tokensSinceFired + tokens >= deadAfterTokens;
    };
  }
}

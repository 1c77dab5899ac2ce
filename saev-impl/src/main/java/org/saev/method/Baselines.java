package org.saev.method;

import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.internal.TokenHash;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;

/**
 * Scores without an autoencoder, which any result must be shown against. The raw-activation cosines
 * are NaN for examples without ordinary text tokens or without ordinary image tokens; scores of
 * what the user gives with an example ({@link Extras}) are NaN where it wasn't given. All may be
 * called from many threads.
 */
public final class Baselines {

  private Baselines() {}

  /**
   * A random number in [0, 1), drawn from example id and seed: the same wherever the example comes
   * in the source.
   *
   * @param seed any
   * @return the scorer; never NaN
   */
  public static AlignmentScorer random(long seed) {
    return Passing.scorer(
        example -> TokenHash.unit(TokenHash.seeded(TokenHash.ofExample(example.id()), seed)));
  }

  /**
   * The cosine between the mean image vector and the mean text vector of the raw activations.
   *
   * @return the scorer; a zero vector has cosine 0
   */
  public static AlignmentScorer rawCosine() {
    return rows(RawCosines::pooled);
  }

  /**
   * The mean cosine over all pairs of a text and an image token of the raw activations.
   *
   * @return the scorer
   */
  public static AlignmentScorer rawCosineMean() {
    return rows(RawCosines::mean);
  }

  /**
   * The largest cosine over all pairs of a text and an image token of the raw activations.
   *
   * @return the scorer
   */
  public static AlignmentScorer rawCosineMax() {
    return rows(RawCosines::max);
  }

  /**
   * For each text token the largest cosine with an image token of the raw activations, averaged
   * over the text tokens.
   *
   * @return the scorer
   */
  public static AlignmentScorer rawCosineMaxMean() {
    return rows(RawCosines::maxMean);
  }

  /**
   * The mean attention over ordinary image tokens, from {@link Extras#TOKEN_ATTENTION}.
   *
   * @return the scorer; NaN without that extra or without ordinary image tokens
   */
  public static AlignmentScorer attention() {
    return Passing.scorer(
        example -> attention(example).map(a -> imageMean(example, a)).orElse(Double.NaN));
  }

  /**
   * The CLIP score: the cosine of {@link Extras#IMAGE_EMBEDDING} and {@link Extras#TEXT_EMBEDDING}.
   *
   * @return the scorer; NaN without either
   */
  public static AlignmentScorer clip() {
    return Passing.scorer(
        example ->
            both(
                example,
                Extras.IMAGE_EMBEDDING,
                Extras.TEXT_EMBEDDING,
                (image, text) -> Cosines.of(image, text)));
  }

  /**
   * Instruction-following difficulty (Li et al. 2024): {@link Extras#LOSS_CONDITIONED} over {@link
   * Extras#LOSS_UNCONDITIONED}. The lower, the more image or question help with the answer; its
   * authors keep the highest.
   *
   * @return the scorer; NaN without either, or where the loss of the answer alone isn't positive
   */
  public static AlignmentScorer ifd() {
    return Passing.scorer(
        example ->
            both(
                example,
                Extras.LOSS_CONDITIONED,
                Extras.LOSS_UNCONDITIONED,
                (with, without) -> without[0] > 0 ? (double) with[0] / without[0] : Double.NaN));
  }

  private static AlignmentScorer rows(RowScore score) {
    return Passing.scorer(
        example -> {
          RawCosines rows = new RawCosines(example);
          return rows.hasBothModalities() ? score.of(rows) : Double.NaN;
        });
  }

  static Optional<float[]> attention(EncodedExample example) {
    Optional<float[]> attention = example.example().extra(Extras.TOKEN_ATTENTION);
    attention.ifPresent(
        values -> {
          if (values.length != example.tokens().size()) {
            throw wrongLength(
                example, Extras.TOKEN_ATTENTION, values.length, example.tokens().size());
          }
        });
    return attention;
  }

  private static double imageMean(EncodedExample example, float[] values) {
    TokenSequence tokens = example.tokens();
    double sum = 0;
    int count = 0;
    for (int token = 0; token < values.length; token++) {
      if (tokens.isOrdinary(token, Modality.IMAGE)) {
        sum += values[token];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private static double both(
      EncodedExample example,
      String first,
      String second,
      ToDoubleBiFunction<float[], float[]> score) {
    Optional<float[]> a = example.example().extra(first);
    Optional<float[]> b = example.example().extra(second);
    if (a.isEmpty() || b.isEmpty()) {
      return Double.NaN;
    }
    if (a.get().length == 0 || a.get().length != b.get().length) {
      throw wrongLength(example, second, b.get().length, Math.max(1, a.get().length));
    }
    return score.applyAsDouble(a.get(), b.get());
  }

  private static IllegalArgumentException wrongLength(
      EncodedExample example, String extra, int found, int expected) {
    return new IllegalArgumentException(
        "example '"
            + example.id()
            + "': extra '"
            + extra
            + "' must have "
            + expected
            + " values, but has "
            + found);
  }

  @FunctionalInterface
  private interface RowScore {
    double of(RawCosines rows);
  }
}

package org.saev.method;

import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseCodes;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;

/**
 * The scores of SAE-V on examples (arXiv 2502.17514, section 3). With {@code F_t} and {@code F_v}
 * the latents whose activation exceeds the {@linkplain ScoreOptions#bound bound} on any ordinary
 * text and image token, {@code C = F_t ∩ F_v}.
 *
 * <p>Co-occurring L0 and the cosine scores are NaN for examples without ordinary text tokens or
 * without ordinary image tokens; L0 and L1 for examples without either. All scorers may be called
 * from many threads and hold no state of examples.
 */
public final class Scorers {

  private Scorers() {}

  /**
   * L0: mean active latents a token, over ordinary text and image tokens; active is what has an
   * activation above 0.
   *
   * @return the scorer
   */
  public static AlignmentScorer l0() {
    return Passing.scorer(example -> tokenMean(example, SparseCodes::count));
  }

  /**
   * L1: mean sum of activations a token, over ordinary text and image tokens.
   *
   * @return the scorer
   */
  public static AlignmentScorer l1() {
    return Passing.scorer(example -> tokenMean(example, Scorers::strength));
  }

  /**
   * Co-occurring L0 with the options of the paper: {@code |C|}.
   *
   * @return the scorer
   */
  public static AlignmentScorer coOccurringL0() {
    return coOccurringL0(ScoreOptions.DEFAULT);
  }

  /**
   * Co-occurring L0: {@code |C|}, the latents that are active in both modalities.
   *
   * @param options bound and normalisation; not per shared latent, which would always be 1
   * @return the scorer
   */
  public static AlignmentScorer coOccurringL0(ScoreOptions options) {
    checkNotPerShared(options);
    return sets(options, ActiveLatents::shared);
  }

  /**
   * The cosine score with the options of the paper: {@code sum of w_k over C} [code].
   *
   * @param weights of the same autoencoder
   * @return the scorer
   */
  public static AlignmentScorer cosine(CrossModalWeights weights) {
    return cosine(weights, ScoreOptions.DEFAULT);
  }

  /**
   * The cosine score: {@code sum of w_k over C}, the latents that are active in both modalities
   * [code]. Latents without weight count 0.
   *
   * @param weights of the same autoencoder
   * @param options bound and normalisation
   * @return the scorer
   */
  public static AlignmentScorer cosine(CrossModalWeights weights, ScoreOptions options) {
    return weighted(weights, options, true);
  }

  /**
   * The cosine score over the union with the options of the paper: {@code sum of w_k over F_t ∪
   * F_v} [paper, Algorithm 1].
   *
   * @param weights of the same autoencoder
   * @return the scorer
   */
  public static AlignmentScorer cosineOverUnion(CrossModalWeights weights) {
    return cosineOverUnion(weights, ScoreOptions.DEFAULT);
  }

  /**
   * The cosine score over the union: {@code sum of w_k over F_t ∪ F_v}, the latents that are active
   * in either modality [paper, Algorithm 1]. Latents without weight count 0.
   *
   * @param weights of the same autoencoder
   * @param options bound and normalisation
   * @return the scorer
   */
  public static AlignmentScorer cosineOverUnion(CrossModalWeights weights, ScoreOptions options) {
    return weighted(weights, options, false);
  }

  private static AlignmentScorer weighted(
      CrossModalWeights weights, ScoreOptions options, boolean sharedOnly) {
    Objects.requireNonNull(weights, "weights");
    AlignmentScorer scorer = sets(options, sets -> sets.sum(weights::weight, sharedOnly));
    return Passing.scorer(
        example -> {
          checkLatents(weights, example);
          return scorer.score(example);
        });
  }

  /** Scores by the sets; NaN where a modality is missing. 0 of 0 latents is 0. */
  private static AlignmentScorer sets(
      ScoreOptions options, ToDoubleFunction<ActiveLatents> numerator) {
    ActiveLatentsPool pool = new ActiveLatentsPool(options.bound());
    return Passing.scorer(
        example ->
            pool.with(
                example,
                sets -> {
                  if (!sets.hasBothModalities()) {
                    return Double.NaN;
                  }
                  int divisor = divisor(options.normalization(), sets);
                  return divisor == 0 ? 0 : numerator.applyAsDouble(sets) / divisor;
                }));
  }

  private static int divisor(Normalization normalization, ActiveLatents sets) {
    return switch (normalization) {
      case NONE -> 1;
      case PER_TOKEN -> sets.tokens();
      case PER_ACTIVE_LATENT -> sets.active();
      case PER_SHARED_LATENT -> sets.shared();
    };
  }

  static void checkNotPerShared(ScoreOptions options) {
    if (options.normalization() == Normalization.PER_SHARED_LATENT) {
      throw new IllegalArgumentException(
          "co-occurring L0 divided by the shared latents is always 1;"
              + " choose another normalization than PER_SHARED_LATENT");
    }
  }

  static void checkLatents(CrossModalWeights weights, EncodedExample example) {
    if (weights.latents() != example.codes().latents()) {
      throw new IllegalArgumentException(
          "the weights are of "
              + weights.latents()
              + " latents, but example '"
              + example.id()
              + "' was encoded with "
              + example.codes().latents());
    }
  }

  private static double tokenMean(EncodedExample example, TokenFigure figure) {
    TokenSequence tokens = example.tokens();
    double sum = 0;
    int count = 0;
    for (int token = 0; token < tokens.size(); token++) {
      if (tokens.isOrdinary(token, Modality.TEXT) || tokens.isOrdinary(token, Modality.IMAGE)) {
        sum += figure.of(example.codes(), token);
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  static double strength(SparseCodes codes, int token) {
    double sum = 0;
    for (int rank = 0; rank < codes.count(token); rank++) {
      sum += codes.value(token, rank);
    }
    return sum;
  }

  @FunctionalInterface
  private interface TokenFigure {
    double of(SparseCodes codes, int token);
  }
}

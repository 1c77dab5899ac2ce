package org.saev.method;

import java.util.Arrays;
import java.util.Objects;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.internal.TokenHash;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/**
 * The scores of SAE-V on single tokens (arXiv 2502.17514), and their baselines. All score ordinary
 * text and image tokens and give NaN to the others. {@link PatchScores} averages them over the
 * tokens of each patch.
 */
public final class TokenScorers {

  private TokenScorers() {}

  /**
   * L0: the active latents of the token; active is what has an activation above 0.
   *
   * @return the scorer
   */
  public static TokenScorer l0() {
    return example -> each(example, (token, modality) -> example.codes().count(token));
  }

  /**
   * L1: the sum of the token's activations.
   *
   * @return the scorer
   */
  public static TokenScorer l1() {
    return example -> each(example, (token, modality) -> Scorers.strength(example.codes(), token));
  }

  /**
   * Co-occurring L0 with the options of the paper.
   *
   * @return the scorer
   */
  public static TokenScorer coOccurringL0() {
    return coOccurringL0(ScoreOptions.DEFAULT);
  }

  /**
   * Co-occurring L0 with another bound.
   *
   * @param bound a latent is active where its activation exceeds this; 0 or more
   * @return the scorer
   */
  public static TokenScorer coOccurringL0(double bound) {
    return coOccurringL0(ScoreOptions.DEFAULT.bound(bound));
  }

  /**
   * Co-occurring L0: the latents active on the token that are active on any ordinary token of the
   * other modality, too. NaN where the example lacks a modality.
   *
   * @param options bound and normalisation; per active latent means those of the token; not per
   *     shared latent, which would always be 1
   * @return the scorer
   */
  public static TokenScorer coOccurringL0(ScoreOptions options) {
    Scorers.checkNotPerShared(options);
    ActiveLatentsPool pool = new ActiveLatentsPool(options.bound());
    return example ->
        pool.with(
            example,
            sets ->
                each(
                    example,
                    (token, modality) ->
                        sets.hasBothModalities()
                            ? shared(example.codes(), token, options, sets)
                            : Double.NaN));
  }

  /**
   * The cosine score with the options of the paper.
   *
   * @param weights of the same autoencoder
   * @return the scorer
   */
  public static TokenScorer cosine(CrossModalWeights weights) {
    return cosine(weights, ScoreOptions.DEFAULT);
  }

  /**
   * The cosine score with another bound.
   *
   * @param weights of the same autoencoder
   * @param bound a latent is active where its activation exceeds this; 0 or more
   * @return the scorer
   */
  public static TokenScorer cosine(CrossModalWeights weights, double bound) {
    return cosine(weights, ScoreOptions.DEFAULT.bound(bound));
  }

  /**
   * The cosine score: the sum of {@code w_k} over the latents active on the token that have a
   * weight. How strongly they are active doesn't count.
   *
   * @param weights of the same autoencoder
   * @param options bound and normalisation; per active latent means all those of the token, per
   *     shared latent those of them that have a weight
   * @return the scorer
   */
  public static TokenScorer cosine(CrossModalWeights weights, ScoreOptions options) {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(options, "options");
    return example -> {
      Scorers.checkLatents(weights, example);
      return each(
          example, (token, modality) -> weightSum(example.codes(), token, options, weights));
    };
  }

  /**
   * The attention of each image token, from {@link org.saev.activations.Extras#TOKEN_ATTENTION}.
   *
   * @return the scorer; NaN for text tokens, and for all where the extra wasn't given
   */
  public static TokenScorer attention() {
    return example -> {
      float[] attention = Baselines.attention(example).orElse(null);
      return each(
          example,
          (token, modality) ->
              attention != null && modality == Modality.IMAGE ? attention[token] : Double.NaN);
    };
  }

  /**
   * The cosine of the token's raw activation vector with the mean vector of the ordinary tokens of
   * the other modality: no autoencoder.
   *
   * @return the scorer; NaN where the example lacks a modality
   */
  public static TokenScorer rawCosine() {
    return example -> {
      RawCosines rows = new RawCosines(example);
      double[] text = rows.mean(Modality.TEXT);
      double[] image = rows.mean(Modality.IMAGE);
      return each(
          example,
          (token, modality) ->
              rows.hasBothModalities()
                  ? Cosines.of(row(example, token), modality == Modality.TEXT ? image : text)
                  : Double.NaN);
    };
  }

  /**
   * The mean cosine of the token's raw activation vector with those of the ordinary tokens of the
   * other modality: no autoencoder.
   *
   * @return the scorer; NaN where the example lacks a modality
   */
  public static TokenScorer rawCosineMean() {
    return rawPairs(RawCosines::meanWith);
  }

  /**
   * The largest cosine of the token's raw activation vector with that of an ordinary token of the
   * other modality: no autoencoder.
   *
   * @return the scorer; NaN where the example lacks a modality
   */
  public static TokenScorer rawCosineMax() {
    return rawPairs(RawCosines::maxWith);
  }

  private static TokenScorer rawPairs(PairFigure figure) {
    return example -> {
      RawCosines rows = new RawCosines(example);
      return each(
          example,
          (token, modality) ->
              rows.hasBothModalities()
                  ? figure.of(
                      rows,
                      row(example, token),
                      modality == Modality.TEXT ? Modality.IMAGE : Modality.TEXT)
                  : Double.NaN);
    };
  }

  /**
   * Random numbers in [0, 1), drawn from example id, token index and seed.
   *
   * @param seed any
   * @return the scorer
   */
  public static TokenScorer random(long seed) {
    return example -> {
      long hash = TokenHash.ofExample(example.id());
      return each(
          example,
          (token, modality) -> TokenHash.unit(TokenHash.seeded(TokenHash.of(hash, token), seed)));
    };
  }

  private static double[] each(EncodedExample example, OrdinaryToken score) {
    TokenSequence tokens = example.tokens();
    double[] scores = new double[tokens.size()];
    Arrays.fill(scores, Double.NaN);
    for (int token = 0; token < scores.length; token++) {
      if (tokens.isOrdinary(token, Modality.TEXT) || tokens.isOrdinary(token, Modality.IMAGE)) {
        scores[token] = score.of(token, tokens.modality(token));
      }
    }
    return scores;
  }

  private static double shared(
      SparseCodes codes, int token, ScoreOptions options, ActiveLatents sets) {
    int shared = 0;
    int active = 0;
    while (active < codes.count(token) && codes.value(token, active) > options.bound()) {
      shared += sets.isShared(codes.latent(token, active)) ? 1 : 0;
      active++;
    }
    return normalised(shared, options.normalization(), active, shared);
  }

  private static double weightSum(
      SparseCodes codes, int token, ScoreOptions options, CrossModalWeights weights) {
    double sum = 0;
    int active = 0;
    int weighted = 0;
    while (active < codes.count(token) && codes.value(token, active) > options.bound()) {
      double weight = weights.weight(codes.latent(token, active));
      if (!Double.isNaN(weight)) {
        sum += weight;
        weighted++;
      }
      active++;
    }
    return normalised(sum, options.normalization(), active, weighted);
  }

  /** 0 of 0 latents is 0; a token is one token. */
  private static double normalised(double sum, Normalization by, int active, int shared) {
    int divisor =
        switch (by) {
          case NONE, PER_TOKEN -> 1;
          case PER_ACTIVE_LATENT -> active;
          case PER_SHARED_LATENT -> shared;
        };
    return divisor == 0 ? 0 : sum / divisor;
  }

  private static double[] row(EncodedExample example, int token) {
    int width = example.example().width();
    float[] row = new float[width];
    example.example().activations().get(token * width, row);
    double[] wide = new double[width];
    Arrays.setAll(wide, i -> row[i]);
    return wide;
  }

  @FunctionalInterface
  private interface PairFigure {
    double of(RawCosines rows, double[] row, Modality other);
  }

  @FunctionalInterface
  private interface OrdinaryToken {
    double of(int token, Modality modality);
  }
}

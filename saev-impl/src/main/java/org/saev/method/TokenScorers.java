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

  /** The paper's activation bound. */
  private static final double BOUND = ScoreOptions.DEFAULT.bound();

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
   * Co-occurring L0 with the paper's bound of 1.
   *
   * @return the scorer
   */
  public static TokenScorer coOccurringL0() {
    return coOccurringL0(BOUND);
  }

  /**
   * Co-occurring L0: the latents active on the token that are active on any ordinary token of the
   * other modality, too. NaN where the example lacks a modality.
   *
   * @param bound a latent is active where its activation exceeds this; 0 or more
   * @return the scorer
   */
  public static TokenScorer coOccurringL0(double bound) {
    ActiveLatentsPool pool = new ActiveLatentsPool(checked(bound));
    return example ->
        pool.with(
            example,
            sets ->
                each(
                    example,
                    (token, modality) ->
                        sets.hasBothModalities()
                            ? shared(example.codes(), token, bound, sets)
                            : Double.NaN));
  }

  /**
   * The cosine score with the paper's bound of 1.
   *
   * @param weights of the same autoencoder
   * @return the scorer
   */
  public static TokenScorer cosine(CrossModalWeights weights) {
    return cosine(weights, BOUND);
  }

  /**
   * The cosine score: the sum of {@code w_k} over the latents active on the token that have a
   * weight. How strongly they are active doesn't count.
   *
   * @param weights of the same autoencoder
   * @param bound a latent is active where its activation exceeds this; 0 or more
   * @return the scorer
   */
  public static TokenScorer cosine(CrossModalWeights weights, double bound) {
    Objects.requireNonNull(weights, "weights");
    checked(bound);
    return example -> {
      Scorers.checkLatents(weights, example);
      return each(example, (token, modality) -> weightSum(example.codes(), token, bound, weights));
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

  private static int shared(SparseCodes codes, int token, double bound, ActiveLatents sets) {
    int shared = 0;
    for (int rank = 0; rank < codes.count(token) && codes.value(token, rank) > bound; rank++) {
      shared += sets.isShared(codes.latent(token, rank)) ? 1 : 0;
    }
    return shared;
  }

  private static double weightSum(
      SparseCodes codes, int token, double bound, CrossModalWeights weights) {
    double sum = 0;
    for (int rank = 0; rank < codes.count(token) && codes.value(token, rank) > bound; rank++) {
      double weight = weights.weight(codes.latent(token, rank));
      sum += Double.isNaN(weight) ? 0 : weight;
    }
    return sum;
  }

  private static double[] row(EncodedExample example, int token) {
    int width = example.example().width();
    float[] row = new float[width];
    example.example().activations().get(token * width, row);
    double[] wide = new double[width];
    Arrays.setAll(wide, i -> row[i]);
    return wide;
  }

  private static double checked(double bound) {
    return ScoreOptions.DEFAULT.bound(bound).bound();
  }

  @FunctionalInterface
  private interface OrdinaryToken {
    double of(int token, Modality modality);
  }
}

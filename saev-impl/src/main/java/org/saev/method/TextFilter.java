package org.saev.method;

import java.util.Objects;
import java.util.stream.IntStream;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.scoring.UnscoredPolicy;

/**
 * Keeps the ordinary text tokens that score highest; the others are replaced by a mask token: the
 * text filter of the SAE-V paper (arXiv 2502.17514). Special tokens, padding and image tokens are
 * always kept. Immutable.
 *
 * <pre>{@code
 * TextMask mask = TextFilter.top(0.5).apply(example.tokens(), scorer.scores(example));
 * int[] masked = mask.replace(inputIds, maskId);
 * }</pre>
 */
public final class TextFilter {

  private final double share;
  private final UnscoredPolicy unscored;

  private TextFilter(double share, UnscoredPolicy unscored) {
    this.share = share;
    this.unscored = unscored;
  }

  /**
   * Keeps a share of the ordinary text tokens: {@code round(share · count)}. Of equal scores, the
   * earlier token is kept first.
   *
   * @param share in [0, 1]
   * @return the filter
   */
  public static TextFilter top(double share) {
    return new TextFilter(TopShare.checked(share), UnscoredPolicy.REFUSE);
  }

  /**
   * Sets what is done with ordinary text tokens that have no score; default refuse.
   *
   * @param policy the policy
   * @return a changed copy
   */
  public TextFilter unscored(UnscoredPolicy policy) {
    return new TextFilter(share, Objects.requireNonNull(policy, "policy"));
  }

  /**
   * Chooses.
   *
   * @param tokens the sequence
   * @param scores one a token, from a {@link TokenScorer}
   * @return which tokens are kept
   * @throws IllegalArgumentException if tokens have no score and the policy is to refuse
   */
  public TextMask apply(TokenSequence tokens, double[] scores) {
    if (scores.length != tokens.size()) {
      throw new IllegalArgumentException(
          "there must be one score a token, but there are "
              + scores.length
              + " for "
              + tokens.size()
              + " tokens");
    }
    int[] places =
        IntStream.range(0, scores.length)
            .filter(token -> tokens.isOrdinary(token, Modality.TEXT))
            .toArray();
    return new TextMask(TopShare.of("text tokens", scores, places, share, unscored));
  }
}

package org.saev.method;

import java.util.Objects;
import java.util.stream.IntStream;
import org.saev.scoring.UnscoredPolicy;

/**
 * Keeps the patches of an image that score highest, to see whether a model still answers from them:
 * the patch filter of the SAE-V paper (arXiv 2502.17514). Immutable.
 *
 * <pre>{@code
 * double[] scores = TokenScorers.cosine(weights).scores(example);
 * PatchMask mask = PatchFilter.top(0.25).apply(PatchScores.of(example.tokens(), scores).get(0));
 * BufferedImage masked = mask.apply(image);
 * }</pre>
 */
public final class PatchFilter {

  private final double share;
  private final UnscoredPolicy unscored;

  private PatchFilter(double share, UnscoredPolicy unscored) {
    this.share = share;
    this.unscored = unscored;
  }

  /**
   * Keeps a share of the patches: {@code round(share · patches)}. Of equal scores, the patch
   * further up, then further left is kept first.
   *
   * @param share in [0, 1]; 0.25 is what the paper calls masking 75 %
   * @return the filter
   */
  public static PatchFilter top(double share) {
    return new PatchFilter(TopShare.checked(share), UnscoredPolicy.REFUSE);
  }

  /**
   * Sets what is done with patches that have no score; default refuse.
   *
   * @param policy the policy
   * @return a changed copy
   */
  public PatchFilter unscored(UnscoredPolicy policy) {
    return new PatchFilter(share, Objects.requireNonNull(policy, "policy"));
  }

  /**
   * Chooses.
   *
   * @param scores of one image
   * @return which patches are kept
   * @throws IllegalArgumentException if patches have no score and the policy is to refuse
   */
  public PatchMask apply(PatchScores scores) {
    double[] values = scores.scores();
    int[] places = IntStream.range(0, values.length).toArray();
    return PatchMask.of(
        scores.rows(), scores.columns(), TopShare.of("patches", values, places, share, unscored));
  }
}

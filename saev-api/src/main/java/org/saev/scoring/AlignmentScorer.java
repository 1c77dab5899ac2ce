package org.saev.scoring;

/**
 * Scores how well the modalities of an example agree; higher is better. A lambda is a scorer:
 *
 * <pre>{@code
 * AlignmentScorer active = e -> (double) e.codes().entries() / e.tokens().size();
 * }</pre>
 *
 * <p>Scorers are called from several threads at once and must give the same score for the same
 * example, wherever it comes in the source.
 */
@FunctionalInterface
public interface AlignmentScorer {

  /**
   * Scores one example.
   *
   * @param example activations, tokens and codes
   * @return the score, or {@link Double#NaN} if the example can't be scored (no image tokens, say):
   *     such examples are counted and listed, never silently dropped or kept
   */
  double score(EncodedExample example);

  /**
   * Returns whether the scorer may hold on to an example, or its codes, after it has scored it.
   * Where no scorer of a pass does, as none of the library's own, the pass writes the codes of all
   * batches into the same arrays.
   *
   * @return by default true, which is right for any scorer
   */
  default boolean keepsExamples() {
    return true;
  }
}

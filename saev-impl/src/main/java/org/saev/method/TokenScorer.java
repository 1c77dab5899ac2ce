package org.saev.method;

import org.saev.scoring.EncodedExample;

/**
 * Scores each token of an example by itself: for filters of patches and of text tokens. Called from
 * several threads at once.
 */
@FunctionalInterface
public interface TokenScorer {

  /**
   * Scores the tokens of one example.
   *
   * @param example activations, tokens and codes
   * @return one score a token; NaN for tokens that can't be scored, such as padding
   */
  double[] scores(EncodedExample example);
}

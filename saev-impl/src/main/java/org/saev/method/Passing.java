package org.saev.method;

import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;

/** A scorer that keeps nothing of an example. */
record Passing(AlignmentScorer scorer) implements AlignmentScorer {

  static AlignmentScorer scorer(AlignmentScorer scorer) {
    return new Passing(scorer);
  }

  @Override
  public double score(EncodedExample example) {
    return scorer.score(example);
  }

  @Override
  public boolean keepsExamples() {
    return false;
  }
}

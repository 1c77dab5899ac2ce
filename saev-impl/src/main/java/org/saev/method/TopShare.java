package org.saev.method;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.saev.scoring.UnscoredPolicy;

/** Which of some places have the highest scores; of equal scores, the place that comes first. */
final class TopShare {

  private TopShare() {}

  static double checked(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must lie in [0, 1], but was " + share);
    }
    return share;
  }

  /**
   * Keeps {@code round(share · count)} of the places that have a score.
   *
   * @param what names the places in errors
   * @param scores one a place; NaN has no score
   * @param places those that may be dropped; all others are kept
   */
  static boolean[] of(
      String what, double[] scores, int[] places, double share, UnscoredPolicy unscored) {
    int[] scored = Arrays.stream(places).filter(p -> !Double.isNaN(scores[p])).toArray();
    int missing = places.length - scored.length;
    if (missing > 0 && unscored == UnscoredPolicy.REFUSE) {
      throw new IllegalArgumentException(
          missing
              + " of "
              + places.length
              + " "
              + what
              + " have no score; choose unscored(KEEP) or unscored(DROP)");
    }
    boolean[] kept = new boolean[scores.length];
    Arrays.fill(kept, true);
    for (int place : places) {
      kept[place] = Double.isNaN(scores[place]) && unscored == UnscoredPolicy.KEEP;
    }
    IntStream.of(scored)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer place) -> 0 - scores[place]))
        .limit(Math.round(share * scored.length))
        .forEach(place -> kept[place] = true);
    return kept;
  }
}

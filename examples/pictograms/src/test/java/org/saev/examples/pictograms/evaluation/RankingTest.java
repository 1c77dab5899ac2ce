package org.saev.examples.pictograms.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {
  @Test
  void auc_ofRandomScores_isTheShareOfWonPairs() {
    Random random = new Random(1);
    double[] positives = random.ints(40, 0, 12).asDoubleStream().toArray();
    double[] negatives = random.ints(30, 0, 10).asDoubleStream().toArray();
    double wins = 0;
    for (double positive : positives) {
      for (double negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    assertThat(Ranking.auc(positives, negatives)).isCloseTo(wins / 1200, within(1e-12));
  }

  @Test
  void auc_ofSeparateGroups_isOneOrZero() {
    double[] low = {1, 2};
    double[] high = {3, 4};
    assertThat(Ranking.auc(high, low)).isEqualTo(1);
    assertThat(Ranking.auc(low, high)).isZero();
  }

  @Test
  void standardize_gives_unitVectorsWithoutACommonPart() {
    float[] a = {101, 3, 5};
    float[] b = {99, 3, -5};
    Vectors.standardize(List.of(a, b));
    assertThat(Vectors.dot(a, a)).isCloseTo(1, within(1e-6));
    assertThat(Vectors.dot(a, b)).isCloseTo(-1, within(1e-6));
    assertThat(a[1]).isZero();
  }
}

package org.saev.examples.pictograms.experiments.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetrievalTest {

  @Test
  void of_aLowerLossWithTheOwnPicture_findsIt() {
    assertThat(Retrieval.of(1, new double[] {2, 3})).isEqualTo(new Retrieval(1, 1));
  }

  @Test
  void of_aHigherLossWithTheOwnPicture_doesNotFindIt() {
    assertThat(Retrieval.of(2.5, new double[] {2, 3, 4, 1})).isEqualTo(new Retrieval(0.5, 0));
  }

  @Test
  void of_equalLosses_isChance() {
    assertThat(Retrieval.of(0, new double[] {0, 0, 0, 0})).isEqualTo(new Retrieval(0.5, 0.2));
    assertThat(Retrieval.of(1, new double[] {1, 2})).isEqualTo(new Retrieval(0.75, 0.5));
  }
}

package org.saev.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.saev.activations.Modality;

class EvaluationTest {

  private static final Reconstruction GOOD = new Reconstruction(10, 0.2, 3, 4, 1, 2);

  @Test
  void figures_areCopied() {
    Map<Modality, Reconstruction> byModality = new HashMap<>(Map.of(Modality.TEXT, GOOD));
    long[] firings = {1, 2};
    Evaluation evaluation = new Evaluation(GOOD, byModality, firings);
    byModality.clear();
    firings[0] = 9;
    evaluation.firings()[1] = 9;

    assertThat(evaluation.all()).isEqualTo(GOOD);
    assertThat(evaluation.byModality()).containsExactly(Map.entry(Modality.TEXT, GOOD));
    assertThat(evaluation.firings()).containsExactly(1, 2);
    assertThatThrownBy(() -> evaluation.byModality().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(evaluation.toString()).contains("TEXT", "fvu=0.2");
  }

  @Test
  void explainedVariance_isWhatFvuLeaves() {
    assertThat(GOOD.explainedVariance()).isCloseTo(0.8, within(1e-15));
    assertThat(new Reconstruction(0, Double.NaN, 0, 0, 0, 0).explainedVariance()).isNaN();
  }
}

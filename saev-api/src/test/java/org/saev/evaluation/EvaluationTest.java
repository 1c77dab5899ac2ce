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
    Evaluation evaluation = new Evaluation(GOOD, byModality, 2, Map.of(Modality.TEXT, firings));
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

  @Test
  void firings_areSplitByModality() {
    Evaluation evaluation =
        new Evaluation(
            new Reconstruction(100, 0.2, 3, 4, 1, 2),
            Map.of(
                Modality.TEXT, new Reconstruction(60, 0.2, 3, 4, 1, 2),
                Modality.IMAGE, new Reconstruction(40, 0.2, 3, 4, 1, 2)),
            3,
            Map.of(Modality.TEXT, new long[] {60, 0, 0}, Modality.IMAGE, new long[] {40, 4, 0}));

    assertThat(evaluation.firings()).containsExactly(100, 4, 0);
    assertThat(evaluation.firings(Modality.IMAGE)).containsExactly(40, 4, 0);
    assertThat(evaluation.firings(Modality.AUDIO)).containsExactly(0, 0, 0);
    assertThat(evaluation.histogram(1).never()).isEqualTo(1);
    assertThat(evaluation.histogram(Modality.TEXT, 1).never()).isEqualTo(2);
    assertThatThrownBy(() -> evaluation.histogram(Modality.VIDEO, 1))
        .hasMessageContaining("no ordinary tokens of VIDEO");
    assertThatThrownBy(() -> new Evaluation(GOOD, Map.of(), 2, Map.of(Modality.TEXT, new long[2])))
        .hasMessageContaining("firings for []");
    assertThatThrownBy(
            () ->
                new Evaluation(
                    GOOD, Map.of(Modality.TEXT, GOOD), 2, Map.of(Modality.TEXT, new long[3])))
        .hasMessageContaining("2 latents, but there are 3");
  }

  @Test
  void histogram_hasEveryLatentInItsBin() {
    long tokens = 1000;
    long[] firings = {0, 1, 2, 9, 11, 100, 99, 1000, 101, 0};

    FrequencyHistogram histogram = FrequencyHistogram.of(firings, tokens, 2);

    assertThat(histogram.never()).isEqualTo(2);
    assertThat(histogram.bins()).hasSize(6);
    assertThat(histogram.bins().get(0).low()).isEqualTo(-3);
    assertThat(histogram.bins().get(5).high()).isZero();
    for (FrequencyHistogram.Bin bin : histogram.bins()) {
      int inside = 0;
      for (long fired : firings) {
        double exponent = Math.log10((double) fired / tokens);
        boolean top = bin.high() == 0 && exponent == 0;
        boolean bottom = bin.low() == -3 && Math.abs(exponent + 3) < 1e-12;
        inside +=
            top || bottom || (exponent > bin.low() + 1e-12 && exponent < bin.high() - 1e-12)
                ? 1
                : 0;
      }
      // 100 of 1,000 lies on an edge.
      assertThat(bin.latents() - inside).isBetween(0, 1);
    }
    assertThat(histogram.bins().stream().mapToInt(FrequencyHistogram.Bin::latents).sum())
        .isEqualTo(8);
    assertThatThrownBy(() -> FrequencyHistogram.of(firings, 10, 2))
        .hasMessageContaining("11 of 10");
    assertThatThrownBy(() -> FrequencyHistogram.of(firings, 1000, 0))
        .hasMessageContaining("but was 0");
    assertThat(FrequencyHistogram.of(new long[2], 0, 3).bins()).hasSize(1);
  }
}

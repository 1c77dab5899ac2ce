package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.scoring.Scores;

class ScoreTableTest {
  private static final int COUNT = 100;
  private static final List<Pair> PAIRS =
      Pairs.corrupted(COUNT, 3, Corruption.SWAPPED, new SceneRenderer());

  private final Map<String, double[]> columns = new LinkedHashMap<>();
  private final Map<String, double[]> control = new LinkedHashMap<>();

  ScoreTableTest() {
    double[] perfect = new double[COUNT];
    Arrays.setAll(perfect, i -> PAIRS.get(i).matched() ? 1 + i : 0);
    double[] reversed = Arrays.stream(perfect).map(score -> -score).toArray();
    double[] gaps = perfect.clone();
    // One false and one true caption.
    gaps[0] = Double.NaN;
    gaps[1] = Double.NaN;
    columns.put("perfect", perfect);
    columns.put("reversed", reversed);
    columns.put("gaps", gaps);
    columns.put("constant", new double[COUNT]);
    control.put("perfect", new double[] {0, 0, 0});
    control.put("reversed", new double[] {0, 0, 0});
    control.put("gaps", new double[] {Double.NaN, 0, 1000});
    control.put("constant", new double[] {Double.NaN, Double.NaN, Double.NaN});
  }

  @Test
  void of_scores_givesAreasAndPurity() {
    List<ScoreTable.Row> rows = rows();
    assertThat(rows).extracting(ScoreTable.Row::name).containsExactlyElementsOf(columns.keySet());
    assertThat(rows.get(0).auc().estimate()).isEqualTo(1);
    assertThat(rows.get(0).shuffled().estimate()).isEqualTo(1);
    assertThat(rows.get(0).purity())
        .extracting(point -> point.purity().estimate())
        .containsExactly(1.0, 1.0, 1.0, 1.0);
    assertThat(rows.get(1).auc().estimate()).isZero();
    assertThat(rows.get(1).shuffled().estimate()).isZero();
    assertThat(rows.get(1).purity().get(0).purity().estimate()).isZero();
    assertThat(rows.get(1).purity().get(3).purity().estimate()).isEqualTo(0.75);
    assertThat(rows.get(3).auc().estimate()).isEqualTo(0.5);
  }

  @Test
  void of_pairsWithoutAScore_countsThemAndLeavesThemOut() {
    ScoreTable.Row gaps = rows().get(2);
    assertThat(gaps.unscored()).isEqualTo(2);
    assertThat(gaps.auc().estimate()).isEqualTo(1);
    assertThat(gaps.shuffled().estimate()).isEqualTo(0.5);
    assertThat(gaps.purity().get(0).kept()).isEqualTo(20);
  }

  @Test
  void of_scoreThatShuffledPairsLack_hasNoAreaThere() {
    assertThat(rows().get(3).shuffled().estimate()).isNaN();
  }

  @Test
  void compare_twoScores_givesTheDifferenceOfTheirAreas() {
    ScoreTable.Comparison comparison =
        ScoreTable.compare(scores(columns), PAIRS, "perfect", "constant");
    assertThat(comparison.auc().difference().estimate()).isEqualTo(0.5);
    assertThat(comparison.auc().difference().contains(0)).isFalse();
  }

  private List<ScoreTable.Row> rows() {
    return ScoreTable.of(scores(columns), PAIRS, scores(control));
  }

  private static Scores scores(Map<String, double[]> columns) {
    int rows = columns.values().iterator().next().length;
    return Scores.of(IntStream.range(0, rows).mapToObj(Integer::toString).toList(), columns);
  }
}

package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;

class ShareSweepTest {

  private static Scores scores(int count) {
    double[] column = IntStream.range(0, count).mapToDouble(i -> i).toArray();
    List<String> ids = IntStream.range(0, count).mapToObj(i -> "e" + i).toList();
    return Scores.of(ids, Map.of("s", column));
  }

  private static Interval result(double value) {
    return new Interval(value, value - 1, value + 1, 0.95);
  }

  @Test
  void sweep_triesEveryShareOfOneSubset() {
    List<Set<String>> tried = new ArrayList<>();
    ShareCurve curve =
        ShareSweep.of(0.25, 0.5, 1)
            .subset(0.05, 3)
            .run(
                scores(800),
                "s",
                selection -> {
                  tried.add(new HashSet<>(selection.kept()));
                  return result(selection.kept().size());
                });
    assertThat(curve.points().stream().map(ShareCurve.Point::kept)).containsExactly(10, 20, 40);
    assertThat(tried.get(2)).containsAll(tried.get(1)).hasSize(40);
    assertThat(tried.get(1)).containsAll(tried.get(0));
    // Drawn at random: the mean score of 40 of 0..799.
    double mean =
        tried.get(2).stream().mapToInt(id -> Integer.parseInt(id.substring(1))).average().orElse(0);
    assertThat(mean).isCloseTo(399.5, within(4 * 231 / Math.sqrt(40)));
    assertThat(curve.best().share()).isEqualTo(1);
    assertThat(curve.table("kept").markdown()).contains("| 0.25 | 10.000 [9.000, 11.000] |");
  }

  @Test
  void sweep_withAnotherFilter_usesIt() {
    ShareCurve curve =
        ShareSweep.of(0.5)
            .filter(share -> DataFilter.quantiles(0, share))
            .run(scores(10), "s", selection -> result(selection.kept().contains("e0") ? 1 : 0));
    assertThat(curve.best().result().estimate()).isEqualTo(1);
  }

  @Test
  void curve_namesBestSmallestAndElbow() {
    double[] shares = {0.1, 0.2, 0.3, 0.6, 1};
    double[] results = {5, 9.5, 9.7, 10, 7};
    List<ShareCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      points.add(new ShareCurve.Point(shares[i], i, result(results[i])));
    }
    ShareCurve curve = new ShareCurve(points);
    assertThat(curve.best().share()).isEqualTo(0.6);
    assertThat(curve.smallest().share()).isEqualTo(0.2);
    assertThat(curve.elbow().share()).isEqualTo(0.2);
    List<ShareCurve.Point> none = List.of(new ShareCurve.Point(1, 1, Interval.undefined(0.9)));
    assertThatThrownBy(() -> new ShareCurve(none).best()).hasMessageContaining("defined");
    assertThatThrownBy(() -> new ShareCurve(none).elbow()).hasMessageContaining("defined");
    assertThatThrownBy(() -> new ShareCurve(List.of())).hasMessageContaining("1 point");
  }

  @Test
  void sweep_ofBadShares_isRefused() {
    assertThatThrownBy(ShareSweep::of).hasMessageContaining("at least one");
    assertThatThrownBy(() -> ShareSweep.of(0.5, 0.2)).hasMessageContaining("0.2 follows 0.5");
    assertThatThrownBy(() -> ShareSweep.of(1).subset(0, 1)).hasMessageContaining("but was 0.0");
    assertThatThrownBy(() -> ShareSweep.of(0.1).run(scores(3), "s", selection -> result(1)))
        .hasMessageContaining("keeps none");
  }

  /** Good examples score about 10, the 30 % bad ones fall from 5 to 0: the elbow is between. */
  @Test
  void rankCurve_findsWhereTheBadOnesBegin() {
    Random random = new Random(5);
    double[] column =
        IntStream.range(0, 400)
            .mapToDouble(i -> i % 10 < 7 ? 10 + 0.1 * random.nextDouble() : 5 * random.nextDouble())
            .toArray();
    column[3] = Double.NaN;
    List<String> ids = IntStream.range(0, 400).mapToObj(i -> "e" + i).toList();
    RankCurve curve = RankCurve.of(Scores.of(ids, Map.of("s", column)), "s");
    Interval elbow = curve.elbow(new Bootstrap(100, 0.95, 1));
    assertThat(elbow.estimate()).isCloseTo(0.7, within(0.02));
    assertThat(elbow.low()).isLessThan(0.7).isGreaterThan(0.6);
    assertThat(curve.scores()).hasSize(399).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(curve.toString()).startsWith("RankCurve[399 scores, 10.0");
    assertThatThrownBy(
            () ->
                RankCurve.of(Scores.of(List.of("a"), Map.of("s", new double[] {Double.NaN})), "s"))
        .hasMessageContaining("no example");
    assertThat(RankCurve.of(scores(2), "s").elbow(Bootstrap.DEFAULT).isDefined()).isFalse();
  }
}

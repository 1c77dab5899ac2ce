package org.saev.method.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static double[] levels(Random random, int count, int levels) {
    return random.doubles(count).map(x -> Math.floor(x * levels)).toArray();
  }

  private static boolean[] flags(Random random, int count) {
    boolean[] flags = new boolean[count];
    for (int i = 0; i < count; i++) {
      flags[i] = random.nextInt(3) > 0;
    }
    return flags;
  }

  @Property(tries = 200)
  void auc_isTheShareOfPairsWon(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(30);
    double[] scores = levels(random, rows, 5);
    boolean[] positive = flags(random, rows);
    double won = 0;
    int pairs = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (positive[i] && !positive[j]) {
          pairs++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    if (pairs == 0) {
      assertThat(Auc.of(scores, positive)).isNaN();
    } else {
      assertThat(Auc.of(scores, positive)).isCloseTo(won / pairs, within(1e-12));
    }
  }

  @Test
  void auc_byHand() {
    boolean[] positive = {true, false, true, false};
    assertThat(Auc.of(new double[] {4, 3, 2, 1}, positive)).isEqualTo(0.75);
    assertThat(Auc.of(new double[] {1, 1, 1, 1}, positive)).isEqualTo(0.5);
    assertThat(Auc.of(new double[] {0.0, -0.0, 0.0, -0.0}, positive)).isEqualTo(0.5);
    assertThat(Auc.of(new double[] {Double.POSITIVE_INFINITY, 0, 3, 1}, positive)).isEqualTo(1);
    assertThatThrownBy(() -> Auc.of(new double[] {1, Double.NaN, 1, 1}, positive))
        .hasMessageContaining("entry 1 is NaN");
    assertThatThrownBy(() -> Auc.of(new double[] {1}, positive))
        .hasMessage("scores has 1 entries, but positive has 4");
    assertThatThrownBy(() -> Auc.of(new double[0], new boolean[0])).hasMessageContaining("empty");
  }

  /** Normal scores shifted by d have AUC Phi(d / sqrt 2); 95 % of intervals should hold it. */
  @Test
  void aucInterval_coversTheTruth_asOftenAsItSays() {
    Random random = new Random(17);
    double truth = 0.7602499389; // Phi(1 / sqrt 2)
    int covered = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      boolean[] positive = new boolean[120];
      double[] scores = new double[120];
      for (int i = 0; i < 120; i++) {
        positive[i] = i % 2 == 0;
        scores[i] = random.nextGaussian() + (positive[i] ? 1 : 0);
      }
      covered += Auc.of(scores, positive, new Bootstrap(200, 0.95, run)).contains(truth) ? 1 : 0;
    }
    // Binomial(200, .95) has a standard deviation of 3; the percentile bootstrap covers a bit less.
    assertThat(covered).isBetween(178, 199);
  }

  @Test
  void comparison_seesWhatPairsHaveInCommon() {
    Random random = new Random(2);
    int rows = 400;
    boolean[] positive = new boolean[rows];
    double[] good = new double[rows];
    double[] slightlyWorse = new double[rows];
    double[] noise = new double[rows];
    for (int i = 0; i < rows; i++) {
      positive[i] = i % 2 == 0;
      good[i] = random.nextGaussian() + (positive[i] ? 1 : 0);
      slightlyWorse[i] = good[i] + 0.3 * random.nextGaussian();
      noise[i] = random.nextGaussian();
    }
    Bootstrap bootstrap = new Bootstrap(500, 0.95, 3);
    PairedDifference better = Auc.compare(good, noise, positive, bootstrap);
    assertThat(better.difference().low()).isPositive();
    assertThat(better.pValue()).isLessThan(0.01);
    PairedDifference same = Auc.compare(good, good.clone(), positive, bootstrap);
    assertThat(same.difference()).isEqualTo(new Interval(0, 0, 0, 0.95));
    assertThat(same.pValue()).isEqualTo(1);
    PairedDifference swapped = Auc.compare(noise, good, positive, bootstrap);
    assertThat(swapped.difference().estimate()).isEqualTo(-better.difference().estimate());
    PairedDifference close = Auc.compare(good, slightlyWorse, positive, bootstrap);
    double paired = close.difference().high() - close.difference().low();
    Interval alone = Auc.of(good, positive, bootstrap);
    assertThat(paired).isLessThan(alone.high() - alone.low());
  }

  @Test
  void bootstrapMean_agreesWithTheNormalInterval() {
    Random random = new Random(8);
    double[] values = random.doubles(1000).map(x -> x * 4).toArray();
    Interval interval = new Bootstrap(4000, 0.95, 1).mean(values);
    double mean = Arrays.stream(values).average().orElseThrow();
    double sd = Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 999);
    double half = 1.96 * sd / Math.sqrt(1000);
    assertThat(interval.estimate()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - half, within(half / 8));
    assertThat(interval.high()).isCloseTo(mean + half, within(half / 8));
  }

  @Test
  void bootstrap_onAnyNumberOfCores_isTheSame() throws Exception {
    double[] values = new Random(1).doubles(200).toArray();
    Bootstrap bootstrap = new Bootstrap(300, 0.9, 5);
    ForkJoinPool one = new ForkJoinPool(1);
    ForkJoinPool many = new ForkJoinPool(7);
    Interval alone = one.submit(() -> bootstrap.mean(values)).get();
    assertThat(many.submit(() -> bootstrap.mean(values)).get()).isEqualTo(alone);
    one.shutdown();
    many.shutdown();
    assertThat(new Bootstrap(300, 0.9, 6).mean(values)).isNotEqualTo(alone);
  }

  @Test
  void bootstrap_ranges() {
    assertThatThrownBy(() -> new Bootstrap(99, 0.95, 0)).hasMessageContaining("but was 99");
    assertThatThrownBy(() -> new Bootstrap(100, 1, 0)).hasMessageContaining("but was 1.0");
    assertThatThrownBy(() -> Bootstrap.DEFAULT.of(0, rows -> 1)).hasMessageContaining("given 0");
    assertThatThrownBy(() -> Bootstrap.DEFAULT.mean()).hasMessageContaining("is empty");
  }

  @Test
  void bootstrap_withoutAFigure_isUndefined() {
    Interval none = Bootstrap.DEFAULT.of(3, rows -> Double.NaN);
    assertThat(none.estimate()).isNaN();
    assertThat(none.low()).isNaN();
    assertThat(none.contains(0)).isFalse();
  }

  @Property(tries = 100)
  void spearman_isPearsonOfMeanRanks(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 2 + random.nextInt(20);
    double[] a = levels(random, rows, 6);
    double[] b = levels(random, rows, 6);
    double expected = pearson(ranks(a), ranks(b));
    double found = Correlation.spearman(a, b);
    assertThat(Double.isNaN(expected) ? Double.isNaN(found) : Math.abs(found - expected) < 1e-9)
        .isTrue();
  }

  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(
            v ->
                Arrays.stream(values).filter(o -> o < v).count()
                    + (Arrays.stream(values).filter(o -> o == v).count() + 1) / 2.0)
        .toArray();
  }

  private static double pearson(double[] a, double[] b) {
    double ma = Arrays.stream(a).average().orElseThrow();
    double mb = Arrays.stream(b).average().orElseThrow();
    double ab = IntStream.range(0, a.length).mapToDouble(i -> (a[i] - ma) * (b[i] - mb)).sum();
    double aa = Arrays.stream(a).map(x -> (x - ma) * (x - ma)).sum();
    double bb = Arrays.stream(b).map(x -> (x - mb) * (x - mb)).sum();
    return aa == 0 || bb == 0 ? Double.NaN : ab / Math.sqrt(aa * bb);
  }

  @Test
  void spearmanInterval_holdsTheEstimate() {
    Random random = new Random(4);
    double[] a = random.doubles(200).toArray();
    double[] b = Arrays.stream(a).map(x -> x + random.nextGaussian()).toArray();
    Interval interval = Correlation.spearman(a, b, new Bootstrap(200, 0.95, 1));
    assertThat(interval.contains(interval.estimate())).isTrue();
    assertThat(interval.estimate()).isEqualTo(Correlation.spearman(a, b));
    assertThatThrownBy(() -> Correlation.spearman(new double[] {1}, new double[] {1}))
        .hasMessageContaining("at least 2");
  }

  @Property(tries = 100)
  void purity_isTheShareOfGoodRowsAmongTheTop(@ForAll long seed) {
    Random random = new Random(seed);
    int rows = 2 + random.nextInt(30);
    double[] scores = levels(random, rows, 4);
    boolean[] good = flags(random, rows);
    List<PurityCurve.Point> curve =
        PurityCurve.of(scores, good, new Bootstrap(100, 0.9, seed), 0.5, 1);
    int[] order =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(r -> -scores[r]).thenComparing(r -> r))
            .mapToInt(r -> r)
            .toArray();
    for (PurityCurve.Point point : curve) {
      long right = Arrays.stream(order).limit(point.kept()).filter(r -> good[r]).count();
      assertThat(point.kept()).isEqualTo((int) Math.round(point.share() * rows));
      assertThat(point.purity().estimate()).isCloseTo((double) right / point.kept(), within(1e-12));
    }
    // Keeping all is a mean; its bootstrap is that of the mean.
    double[] values = new double[rows];
    Arrays.setAll(values, i -> good[i] ? 1 : 0);
    assertThat(curve.get(1).purity().estimate())
        .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(1e-12));
  }

  @Test
  void purity_ofBadShares_isRefused() {
    double[] scores = {1, 2, 3};
    boolean[] good = {true, true, false};
    for (double share : new double[] {0, 0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> PurityCurve.of(scores, good, Bootstrap.DEFAULT, share))
          .hasMessageContaining("but was " + share);
    }
  }

  @Property(tries = 200)
  void monosemanticity_isTheLoopOverPairs(@ForAll long seed) {
    Random random = new Random(seed);
    int inputs = 2 + random.nextInt(12);
    int width = 1 + random.nextInt(4);
    float[] embeddings = new float[inputs * width];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = random.nextInt(5) - 2;
    }
    float[] activations = new float[inputs];
    for (int i = 0; i < inputs; i++) {
      activations[i] = random.nextInt(4) - 1;
    }
    double expected = pairLoop(embeddings, width, activations);
    double found = Monosemanticity.score(embeddings, width, activations);
    assertThat(Double.isNaN(expected) ? Double.isNaN(found) : Math.abs(found - expected) < 1e-9)
        .as(found + " " + expected)
        .isTrue();
  }

  private static double pairLoop(float[] embeddings, int width, float[] activations) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (float a : activations) {
      low = Math.min(low, a);
      high = Math.max(high, a);
    }
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < activations.length; i++) {
      for (int j = 0; j < i; j++) {
        double weight = (activations[i] - low) * (activations[j] - low);
        double dot = 0;
        double ii = 0;
        double jj = 0;
        for (int d = 0; d < width; d++) {
          dot += (double) embeddings[i * width + d] * embeddings[j * width + d];
          ii += Math.pow(embeddings[i * width + d], 2);
          jj += Math.pow(embeddings[j * width + d], 2);
        }
        sum += weight * (ii == 0 || jj == 0 ? 0 : dot / Math.sqrt(ii * jj));
        weights += weight;
      }
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }

  @Test
  void monosemanticity_ofBadInput_isRefused() {
    assertThatThrownBy(() -> Monosemanticity.score(new float[5], 2, new float[2]))
        .hasMessageContaining("there are 5 floats");
    assertThatThrownBy(() -> Monosemanticity.score(new float[4], 2, new float[] {1, Float.NaN}))
        .hasMessageContaining("but one was NaN");
    assertThat(Monosemanticity.score(new float[4], 2, new float[2])).isNaN();
  }

  @Test
  void interval_forPeople() {
    Interval interval = new Interval(0.8124, 0.787, 0.8349, 0.95);
    assertThat(interval.text()).isEqualTo("0.812 [0.787, 0.835]");
    assertThat(interval.contains(0.8)).isTrue();
    assertThat(interval.contains(0.5)).isFalse();
  }

  @Test
  void interval_withoutItsEnds_cantBeMade() {
    assertThatThrownBy(() -> new Interval(0.5, Double.NaN, Double.NaN, 0.95))
        .hasMessageContaining("needs an interval");
    assertThatThrownBy(() -> new Interval(0.5, 0.6, 0.4, 0.95)).hasMessageContaining("ascend");
    assertThatThrownBy(() -> new Interval(Double.NaN, 0, 1, 0.95)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Interval(0, 0, 0, 1)).hasMessageContaining("but was 1.0");
    assertThat(Interval.undefined(0.9).text()).isEqualTo("undefined");
    assertThat(Interval.undefined(0.9).isDefined()).isFalse();
  }

  @Test
  void table_takesFiguresWithIntervalsOnly() {
    ResultTable table =
        new ResultTable("score", "AUC", "a|b")
            .row("cosine, code", new Interval(0.5, 0.25, 0.75, 0.9), Interval.undefined(0.9));
    assertThat(table)
        .hasToString(
            """
            | score | AUC | a\\|b |
            |---|---|---|
            | cosine, code | 0.500 [0.250, 0.750] | undefined |
            """);
    assertThat(table.csv())
        .isEqualTo(
            """
            score,AUC,AUC low,AUC high,a|b,a|b low,a|b high
            "cosine, code",0.5,0.25,0.75,,,
            """);
    assertThatThrownBy(() -> table.row("x", Interval.undefined(0.9)))
        .hasMessageContaining("1 figures for the 2 columns");
    assertThatThrownBy(() -> new ResultTable("x")).hasMessageContaining("at least 1");
  }

  @Test
  void aucBetweenSamples_isTheShareOfPairsWon() {
    Bootstrap bootstrap = new Bootstrap(100, 0.9, 1);
    double[] high = {3, 2, 2};
    double[] low = {1, 2};
    assertThat(Auc.between(high, low, bootstrap).estimate()).isCloseTo(5 / 6.0, within(1e-12));
  }

  @Test
  void compareMeans_isTheDifferenceOfMeans() {
    PairedDifference difference =
        Bootstrap.DEFAULT.compareMeans(new double[] {1, 2, 3, 4}, new double[] {0, 1, 2, 3});
    assertThat(difference.difference()).isEqualTo(new Interval(1, 1, 1, 0.95));
    assertThat(difference.pValue()).isLessThan(0.01);
    PairedDifference none = Bootstrap.DEFAULT.compare(2, rows -> Double.NaN, rows -> 1);
    assertThat(none.difference().isDefined()).isFalse();
    assertThat(none.pValue()).isNaN();
  }

  @Test
  void runs_byTheTextbook() {
    // t of 4 degrees of freedom at .975 is 2.776; sd is sqrt(2.5).
    Interval mean = Runs.of(1, 2, 3, 4, 5).mean(0.95);
    assertThat(mean.estimate()).isEqualTo(3);
    assertThat(mean.high() - 3).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), within(1e-5));
    assertThat(mean.low()).isCloseTo(6 - mean.high(), within(1e-12));
    PairedDifference difference =
        Runs.of(1.1, 2.3, 3.2, 4.1, 5.3).compare(Runs.of(1, 2, 3, 4, 5), 0.95);
    // Differences .1 .3 .2 .1 .3: t = .2 / (.1 / sqrt 5) = 4.4721, two-sided p of 4 degrees.
    assertThat(difference.pValue()).isCloseTo(0.01105, within(1e-4));
    assertThat(difference.difference().estimate()).isCloseTo(0.2, within(1e-12));
    Runs same = Runs.of(1, 2);
    assertThat(same.compare(Runs.of(1, 2), 0.9).pValue()).isEqualTo(1);
    assertThat(same.compare(Runs.of(0, 1), 0.9).pValue()).isZero();
    assertThat(Runs.of(4, run -> run * run).results()).containsExactly(0, 1, 4, 9);
    assertThatThrownBy(() -> Runs.of(1)).hasMessageContaining("at least 2 runs");
  }

  @Test
  void wilcoxon_isExactForFewRuns() {
    // All five differences positive and distinct: p = 2 / 2^5.
    Runs better = Runs.of(1.1, 2.2, 3.3, 4.4, 5.5);
    Runs worse = Runs.of(1, 2, 3, 4, 5);
    assertThat(better.wilcoxon(worse)).isCloseTo(2 / 32.0, within(1e-12));
    assertThat(worse.wilcoxon(worse)).isEqualTo(1);
    assertThatThrownBy(() -> worse.wilcoxon(Runs.of(1, 2)))
        .hasMessage("these has 5 entries, but the others has 2");
  }

  @Property(tries = 50)
  void folds_partTheRowsEvenly(@ForAll long seed) {
    int[] folds = Runs.folds(23, 5, seed);
    int[] sizes = new int[5];
    for (int fold : folds) {
      sizes[fold]++;
    }
    Arrays.sort(sizes);
    assertThat(sizes).containsExactly(4, 4, 5, 5, 5);
    assertThat(Runs.folds(23, 5, seed)).isEqualTo(folds);
    assertThat(Runs.folds(23, 5, seed + 1)).isNotEqualTo(folds);
    assertThatThrownBy(() -> Runs.folds(3, 4, 0)).hasMessageContaining("4 of 3 rows");
  }

  @Test
  void elbow_byHand() {
    assertThat(Elbow.index(new double[] {0, 1, 2, 3}, new double[] {0, 9, 9.5, 10})).isEqualTo(1);
    assertThat(Elbow.index(new double[] {0, 1, 2, 3}, new double[] {10, 9.8, 9, 0})).isEqualTo(2);
    assertThat(Elbow.index(new double[] {0, 1, 2}, new double[] {1, 2, 3})).isZero();
    assertThat(Elbow.index(new double[] {0, 1, 2}, new double[] {4, 4, 4})).isZero();
    assertThatThrownBy(() -> Elbow.index(new double[] {0, 0}, new double[] {1, 2}))
        .hasMessageContaining("entry 1 is 0.0 after 0.0");
  }
}

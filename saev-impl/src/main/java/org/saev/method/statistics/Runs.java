package org.saev.method.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/**
 * What an experiment gave in several runs of different seeds or folds: their mean with Student's
 * interval. The SAE-V paper repeats its experiments 10 times, its rebuttal 5 times [review].
 *
 * <p>Runs on overlapping data, such as the training parts of k folds, aren't independent: their
 * interval is too narrow then, and shows the spread only. Immutable.
 */
public final class Runs {

  private final double[] results;

  private Runs(double[] results) {
    this.results = results;
  }

  /**
   * Wraps results.
   *
   * @param results one a run, at least 2, none NaN; copied
   * @return the runs
   */
  public static Runs of(double... results) {
    Inputs.numbers("results", results);
    if (results.length < 2) {
      throw new IllegalArgumentException(
          "an interval needs at least 2 runs, but was given " + results.length);
    }
    return new Runs(results.clone());
  }

  /**
   * Runs an experiment several times, one after the other.
   *
   * @param count how often, at least 2
   * @param experiment from the number of the run, which its seed comes from, to its result
   * @return the runs
   */
  public static Runs of(int count, IntToDoubleFunction experiment) {
    return of(IntStream.range(0, count).mapToDouble(experiment).toArray());
  }

  /**
   * Returns the results.
   *
   * @return one a run; a copy
   */
  public double[] results() {
    return results.clone();
  }

  /**
   * Computes the mean with Student's interval, {@code mean ± t · sd / sqrt(runs)}.
   *
   * @param confidence in (0, 1)
   * @return the mean
   */
  public Interval mean(double confidence) {
    SummaryStatistics summary = new SummaryStatistics();
    for (double result : results) {
      summary.addValue(result);
    }
    double t =
        new TDistribution(results.length - 1.0).inverseCumulativeProbability(0.5 + confidence / 2);
    double half = t * summary.getStandardDeviation() / Math.sqrt(results.length);
    double mean = summary.getMean();
    return new Interval(mean, mean - half, mean + half, confidence);
  }

  /**
   * Compares with the runs of another experiment that had the same seeds or folds.
   *
   * @param other as many runs, in the same order
   * @param confidence of the interval, in (0, 1)
   * @return the mean difference, this less the other, with Student's interval and the p-value of
   *     the paired t-test; 1 where all differences are 0
   */
  public PairedDifference compare(Runs other, double confidence) {
    double[] differences = differences(other);
    Interval interval = of(differences).mean(confidence);
    boolean constant =
        IntStream.range(1, differences.length).allMatch(i -> differences[i] == differences[0]);
    double pValue;
    if (constant) {
      pValue = differences[0] == 0 ? 1 : 0;
    } else {
      pValue = new TTest().tTest(0, differences);
    }
    return new PairedDifference(interval, pValue);
  }

  /**
   * Compares with the runs of another experiment by ranks: Wilcoxon's signed-rank test, which
   * doesn't ask for normal differences.
   *
   * @param other as many runs, in the same order
   * @return the two-sided p-value: exact for up to 30 runs without ties, else approximate; 1 where
   *     all differences are 0
   */
  public double wilcoxon(Runs other) {
    double[] differences = differences(other);
    List<Double> sizes = new ArrayList<>();
    boolean anyTie = false;
    for (double difference : differences) {
      anyTie |= difference == 0 || sizes.contains(Math.abs(difference));
      sizes.add(Math.abs(difference));
    }
    if (sizes.stream().allMatch(size -> size == 0)) {
      return 1;
    }
    return new WilcoxonSignedRankTest()
        .wilcoxonSignedRankTest(results, other.results, !anyTie && results.length <= 30);
  }

  private double[] differences(Runs other) {
    Inputs.sameLength("these", results.length, "the others", other.results.length);
    double[] differences = new double[results.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = results[i] - other.results[i];
    }
    return differences;
  }

  /**
   * Cuts rows into folds of equal size, at random.
   *
   * @param rows how many rows, at least as many as folds
   * @param folds how many folds, at least 2
   * @param seed of the draw
   * @return for each row the number of its fold; sizes differ by at most one
   */
  public static int[] folds(int rows, int folds, long seed) {
    if (folds < 2 || rows < folds) {
      throw new IllegalArgumentException(
          "folds must be at least 2 and no more than the rows, but were "
              + folds
              + " of "
              + rows
              + " rows");
    }
    int[] fold = IntStream.range(0, rows).map(row -> row % folds).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = rows - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = fold[i];
      fold[i] = fold[j];
      fold[j] = swap;
    }
    return fold;
  }
}

package org.saev.method.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Percentile bootstrap (Efron 1979): the figure is computed again on data sets of the same size
 * drawn from the rows with replacement, and the interval is cut from what comes out. Resample
 * {@code i} depends on the seed and {@code i} alone, so resamples run on all cores and the result
 * is the same on any number of them. Immutable.
 *
 * @param resamples how many data sets are drawn; at least 100
 * @param confidence in (0, 1)
 * @param seed of the draws
 */
public record Bootstrap(int resamples, double confidence, long seed) {

  /** 1,000 resamples, 95 % confidence, seed 0. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 0.95, 0);

  /**
   * Checks the ranges.
   *
   * @param resamples as above
   * @param confidence as above
   * @param seed as above
   */
  public Bootstrap {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be at least 100, but was " + resamples);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must lie in (0, 1), but was " + confidence);
    }
  }

  /**
   * Computes a figure and its interval. Resamples without a figure (NaN) are left out of the
   * interval; where the figure itself is NaN, or no resample has one, it is undefined.
   *
   * @param rows rows of the data set, at least 1
   * @param statistic the figure
   * @return the figure over all rows, with its interval
   */
  public Interval of(int rows, RowStatistic statistic) {
    return interval(estimate(rows, statistic), draws(rows, statistic));
  }

  /**
   * Cuts an interval from figures that were drawn elsewhere.
   *
   * @param estimate the figure of all data
   * @param drawn the figure of each resample; NaN for those without one
   * @return the figure with its interval; undefined where it is NaN, or all resamples are
   */
  public Interval interval(double estimate, double[] drawn) {
    double[] figures = Arrays.stream(drawn).filter(figure -> !Double.isNaN(figure)).toArray();
    if (Double.isNaN(estimate) || figures.length == 0) {
      return Interval.undefined(confidence);
    }
    Percentile percentile = new Percentile();
    percentile.setData(figures);
    double tail = 50 * (1 - confidence);
    return new Interval(
        estimate, percentile.evaluate(tail), percentile.evaluate(100 - tail), confidence);
  }

  /**
   * Computes the mean of some values and its interval.
   *
   * @param values at least 1, none of them NaN
   * @return the mean
   */
  public Interval mean(double... values) {
    Inputs.numbers("values", values);
    return of(values.length, rows -> mean(values, rows));
  }

  /**
   * Compares two figures on the same resamples: the paired bootstrap. Both see the same rows, so
   * what they have in common cancels out.
   *
   * @param rows rows of the data set, at least 1
   * @param first a figure
   * @param second another figure of the same data
   * @return the difference {@code first - second} and how sure its sign is
   */
  public PairedDifference compare(int rows, RowStatistic first, RowStatistic second) {
    RowStatistic difference = drawn -> first.of(drawn) - second.of(drawn);
    double[] drawn = draws(rows, difference);
    Interval interval = interval(estimate(rows, difference), drawn);
    if (!interval.isDefined()) {
      return new PairedDifference(interval, Double.NaN);
    }
    double[] figures = Arrays.stream(drawn).filter(d -> !Double.isNaN(d)).toArray();
    long above = Arrays.stream(figures).filter(d -> d >= 0).count();
    long below = Arrays.stream(figures).filter(d -> d <= 0).count();
    double pValue = Math.min(1, 2.0 * (Math.min(above, below) + 1) / (figures.length + 1));
    return new PairedDifference(interval, pValue);
  }

  /**
   * Compares the means of two scores of the same rows, such as an answer's accuracy with two
   * filters.
   *
   * @param first one value a row, none NaN
   * @param second another value a row, none NaN
   * @return the mean of the first less that of the second
   */
  public PairedDifference compareMeans(double[] first, double[] second) {
    Inputs.numbers("first", first);
    Inputs.numbers("second", second);
    Inputs.sameLength("first", first.length, "second", second.length);
    return compare(first.length, rows -> mean(first, rows), rows -> mean(second, rows));
  }

  private static double estimate(int rows, RowStatistic statistic) {
    if (rows < 1) {
      throw new IllegalArgumentException("a bootstrap needs at least 1 row, but was given " + rows);
    }
    return statistic.of(IntStream.range(0, rows).toArray());
  }

  private static double mean(double[] values, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += values[row];
    }
    return sum / rows.length;
  }

  private double[] draws(int rows, RowStatistic statistic) {
    return IntStream.range(0, resamples)
        .parallel()
        .mapToDouble(resample -> statistic.of(draw(rows, resample)))
        .toArray();
  }

  private int[] draw(int rows, int resample) {
    SplittableRandom random = new SplittableRandom(seed + resample * 0xD1342543DE82EF95L).split();
    int[] drawn = new int[rows];
    for (int i = 0; i < rows; i++) {
      drawn[i] = random.nextInt(rows);
    }
    return drawn;
  }
}

package org.saev.examples.pictograms.experiments.filtering;

import java.util.Collection;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;

/**
 * Intervals of what came of trainings, each repeated with a few seeds.
 *
 * <p>Two things make such a figure unsure: the seed of the training and the scenes it is measured
 * on. Two or three seeds a training say little about their spread, but it is much the same for all
 * of them; so it is pooled, as in an analysis of variance: {@code s² = mean over trainings of the
 * variance between seeds}, with {@code trainings · (seeds - 1)} degrees of freedom. The scenes are
 * drawn anew by the bootstrap. The variances {@code s² / seeds} and that of the bootstrap add up,
 * and Student's t makes the interval.
 */
final class SeedSpread {

  private static final double CONFIDENCE = 0.95;

  /** Says before hours of training, not after, that their spread will be unknown. */
  static void check(List<Long> seeds) {
    if (seeds.stream().distinct().count() < 2) {
      throw new IllegalArgumentException(
          "there must be at least 2 different seeds, to know the spread between them, but they were "
              + seeds);
    }
  }

  /** A figure of some scenes, such as the mean loss. */
  interface Metric {
    double of(SceneQuality quality, int[] scenes);
  }

  private final Metric metric;
  private final double variance;
  private final double degrees;

  /**
   * Pools the spread between seeds.
   *
   * @param metric what is measured
   * @param trainings each with its seeds, all as many and at least 2
   */
  SeedSpread(Metric metric, Collection<List<SceneQuality>> trainings) {
    this.metric = metric;
    double sum = 0;
    double freedom = 0;
    for (List<SceneQuality> seeds : trainings) {
      if (seeds.size() < 2) {
        throw new IllegalArgumentException(
            "the spread between seeds needs at least 2 seeds a training, but there was "
                + seeds.size());
      }
      double[] figures = seeds.stream().mapToDouble(q -> metric.of(q, q.scenes())).toArray();
      sum += (figures.length - 1) * new Variance().evaluate(figures);
      freedom += figures.length - 1;
    }
    this.variance = sum / freedom;
    this.degrees = freedom;
  }

  /** The mean figure of a training over its seeds. */
  Interval of(List<SceneQuality> seeds) {
    int scenes = seeds.get(0).tokens().length;
    Interval overScenes = Bootstrap.DEFAULT.of(scenes, rows -> mean(seeds, rows));
    return around(overScenes, variance / seeds.size());
  }

  /** How far a training is above another that had the same seeds. */
  PairedDifference compare(List<SceneQuality> first, List<SceneQuality> second) {
    int scenes = first.get(0).tokens().length;
    Interval overScenes =
        Bootstrap.DEFAULT.of(scenes, rows -> mean(first, rows) - mean(second, rows));
    double ofSeeds = variance / first.size() + variance / second.size();
    double error = standardError(overScenes, ofSeeds);
    double t = Math.abs(overScenes.estimate()) / error;
    double p = error == 0 ? 1 : 2 * (1 - new TDistribution(degrees).cumulativeProbability(t));
    return new PairedDifference(around(overScenes, ofSeeds), p);
  }

  private double mean(List<SceneQuality> seeds, int[] scenes) {
    return seeds.stream()
        .mapToDouble(quality -> metric.of(quality, scenes))
        .average()
        .orElseThrow();
  }

  private Interval around(Interval overScenes, double ofSeeds) {
    double half =
        new TDistribution(degrees).inverseCumulativeProbability(0.5 + CONFIDENCE / 2)
            * standardError(overScenes, ofSeeds);
    double estimate = overScenes.estimate();
    return new Interval(estimate, estimate - half, estimate + half, CONFIDENCE);
  }

  private static double standardError(Interval overScenes, double ofSeeds) {
    double widths =
        2
            * new NormalDistribution()
                .inverseCumulativeProbability(0.5 + overScenes.confidence() / 2);
    double ofScenes = (overScenes.high() - overScenes.low()) / widths;
    return Math.sqrt(ofScenes * ofScenes + ofSeeds);
  }
}

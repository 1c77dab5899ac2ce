package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Word;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PurityCurve;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;

/**
 * The paper's data filter end to end: a noisy training set is scored, the best share of it is kept,
 * the upper half of the model is trained anew on what was kept, and what it has learned is measured
 * on clean scenes.
 */
public final class DataFiltering implements Experiment {

  /**
   * What is tried.
   *
   * @param training how a model is trained and measured
   * @param scores that filter; {@link NoisyPairs#RANDOM} must be among them
   * @param shares of the pairs that are kept, ascending, the last one 1
   * @param seeds of the trainings, at least 2
   */
  public record Settings(
      Retraining.Settings training, List<String> scores, List<Double> shares, List<Long> seeds) {
    /** Copies the lists. */
    public Settings {
      scores = List.copyOf(scores);
      shares = List.copyOf(shares);
      seeds = List.copyOf(seeds);
      if (!scores.contains(ScoreSuite.RANDOM)) {
        throw new IllegalArgumentException(
            "the scores must contain '%s', which the others are compared with, but were %s"
                .formatted(ScoreSuite.RANDOM, scores));
      }
      SeedSpread.check(seeds);
    }

    /**
     * The settings of the figures in the documentation. How long and how fast is trained was chosen
     * on pairs and scenes of other seeds: so that both false captions and few captions hurt.
     *
     * @return the settings
     */
    public static Settings standard() {
      return new Settings(
          new Retraining.Settings(4000, 301, 1000, 302, 300, 24, 2e-3),
          NoisyPairs.names(),
          List.of(0.2, 0.6, 0.8, 1.0),
          List.of(1L, 2L));
    }
  }

  /** A figure of a trained model that the tables show. */
  private record Measure(String name, SeedSpread.Metric metric) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("caption loss, nats a token", SceneQuality::meanLoss),
          new Measure("names right", (q, scenes) -> q.accuracy(Word.Kind.NAME, scenes)),
          new Measure("colours right", (q, scenes) -> q.accuracy(Word.Kind.COLOR, scenes)),
          new Measure("relations right", (q, scenes) -> q.accuracy(Word.Kind.RELATION, scenes)));

  private final Settings settings;

  /**
   * Makes the experiment.
   *
   * @param settings what is tried
   */
  public DataFiltering(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "data-filtering";
  }

  @Override
  public String title() {
    return "Training on what a filter keeps";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    Retraining retraining = new Retraining(workplace, settings.training());
    // By score and share. Seeds outermost: if it is stopped, the first seed is complete.
    Map<String, Map<Double, List<SceneQuality>>> found = new LinkedHashMap<>();
    for (long seed : settings.seeds()) {
      for (double share : settings.shares()) {
        for (String score : settings.scores()) {
          found
              .computeIfAbsent(score, s -> new LinkedHashMap<>())
              .computeIfAbsent(share, s -> new ArrayList<>())
              .add(train(retraining, score, share, seed));
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    sections.add(purity(retraining.noisy(), workplace.settings().layer()));
    for (Measure measure : MEASURES) {
      sections.add(measured(measure, found));
    }
    sections.add(differences(found));
    return sections;
  }

  /** All scores keep the same at share 1: it is trained once. */
  static SceneQuality train(Retraining retraining, String score, double share, long seed) {
    Scores scores = retraining.noisy().scores();
    String name = share == 1 ? "all pairs" : "the best %s by %s".formatted(percent(share), score);
    return retraining.quality(name, DataFilter.top(share).apply(scores, score).kept(), seed);
  }

  private Section purity(NoisyPairs noisy, int layer) {
    List<Pair> pairs = noisy.pairs();
    List<String> columns = new ArrayList<>(List.of("AUC"));
    for (Corruption corruption : Corruption.values()) {
      columns.add("AUC " + corruption.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    double[] shares =
        settings.shares().stream().filter(s -> s < 1).mapToDouble(Double::doubleValue).toArray();
    for (double share : shares) {
      columns.add("true in best " + percent(share));
    }
    Table table = Table.of(List.of("score"), columns);
    for (String score : NoisyPairs.names()) {
      double[] values = noisy.scores().column(score);
      List<Figure> figures = new ArrayList<>();
      figures.add(Figure.of(auc(values, pairs, null)));
      for (Corruption corruption : Corruption.values()) {
        figures.add(Figure.of(auc(values, pairs, corruption)));
      }
      PurityCurve.of(values, Pairs.truth(pairs), Bootstrap.DEFAULT, shares)
          .forEach(point -> figures.add(Figure.of(point.purity())));
      table = table.row(List.of(score), figures);
    }
    long corrupted = pairs.stream().filter(pair -> !pair.matched()).count();
    return Section.of(
        String.format(
            Locale.ROOT,
            "How each score tells true from false captions in the training set: %,d pairs, %,d of"
                + " them with a false caption, a third each swapped, with a wrong colour and with"
                + " a wrong object. Scored are the activations of the trained model after layer %d,"
                + " below which the trainings change nothing. SAE-V is trained and its weights are"
                + " fitted on this noisy set; IFD asks the whole trained model.",
            pairs.size(),
            corrupted,
            layer),
        table);
  }

  /** The AUC against the captions that were made false in one way, or in any. */
  private static Interval auc(double[] values, List<Pair> pairs, Corruption way) {
    int[] rows =
        IntStream.range(0, values.length)
            .filter(
                row ->
                    way == null
                        || pairs.get(row).matched()
                        || pairs.get(row).corruption().orElseThrow() == way)
            .toArray();
    return Auc.of(
        IntStream.of(rows).mapToDouble(row -> values[row]).toArray(),
        Pairs.truth(IntStream.of(rows).mapToObj(pairs::get).toList()),
        Bootstrap.DEFAULT);
  }

  private static SeedSpread spread(
      Measure measure, Map<String, Map<Double, List<SceneQuality>>> found) {
    // What was kept whole is one training, not one a score.
    List<List<SceneQuality>> trainings = new ArrayList<>();
    found.forEach(
        (score, byShare) ->
            byShare.forEach(
                (share, seeds) -> {
                  if (share < 1 || score.equals(ScoreSuite.RANDOM)) {
                    trainings.add(seeds);
                  }
                }));
    return new SeedSpread(measure.metric(), trainings);
  }

  private Section measured(Measure measure, Map<String, Map<Double, List<SceneQuality>>> found) {
    ByShare shown = new ByShare("score", settings.shares(), "kept, % of the pairs", measure.name());
    SeedSpread spread = spread(measure, found);
    found.forEach((score, byShare) -> shown.row(score, List.copyOf(byShare.values()), spread));
    return Section.of(
        String.format(
            Locale.ROOT,
            "After %,d updates of the layers above with %d captions each from the share with the"
                + " highest scores, on %,d clean scenes of held-out compositions: %s. Mean of %d"
                + " trainings; intervals: 95 %%, of the spread between seeds, pooled over all"
                + " trainings, and of the scenes.",
            settings.training().steps(),
            settings.training().batch(),
            settings.training().scenes(),
            measure.name(),
            settings.seeds().size()),
        shown.table(),
        shown.chart());
  }

  private Section differences(Map<String, Map<Double, List<SceneQuality>>> found) {
    SeedSpread spread = spread(MEASURES.get(0), found);
    List<Double> shares = settings.shares().stream().filter(share -> share < 1).toList();
    Table table = Table.of(List.of("score"), shares.stream().map(DataFiltering::percent).toList());
    for (String score : found.keySet()) {
      if (!score.equals(ScoreSuite.RANDOM)) {
        List<Figure> figures = new ArrayList<>();
        for (double share : shares) {
          figures.add(
              Figure.of(
                  spread.compare(
                      found.get(score).get(share), found.get(ScoreSuite.RANDOM).get(share))));
        }
        table = table.row(List.of(score), figures);
      }
    }
    return Section.of(
        "The caption loss less that of a random choice of as many pairs; below 0 the filter helps:",
        table);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}

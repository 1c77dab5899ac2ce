package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.method.ShareCurve;
import org.saev.method.ShareSweep;
import org.saev.method.statistics.Interval;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

/**
 * How much to keep, chosen on a small part of the data: the authors of SAE-V try every share on
 * 1/20 of them. The choice is compared with what is best for the whole.
 */
public final class SubsetShare implements Experiment {

  private static final String SCORE = ScoreSuite.CHOSEN;
  private static final double CONFIDENCE = 0.95;

  /**
   * What is tried.
   *
   * @param training how a model is trained and measured
   * @param fractions of the data that the choice is made on
   * @param shares that are tried, ascending, the last one 1
   * @param seeds at least 2; each chooses another part of the data and is that of the training
   */
  public record Settings(
      Retraining.Settings training, List<Double> fractions, List<Double> shares, List<Long> seeds) {
    /** Copies the lists. */
    public Settings {
      fractions = List.copyOf(fractions);
      shares = List.copyOf(shares);
      seeds = List.copyOf(seeds);
      SeedSpread.check(seeds);
    }

    /**
     * The settings of the figures in the documentation.
     *
     * @return those of {@link DataFiltering} on 1/20 of the data, as the authors had it
     */
    public static Settings standard() {
      DataFiltering.Settings whole = DataFiltering.Settings.standard();
      return new Settings(whole.training(), List.of(0.05), whole.shares(), whole.seeds());
    }
  }

  private final Settings settings;

  /**
   * Makes the experiment.
   *
   * @param settings what is tried
   */
  public SubsetShare(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "subset-share";
  }

  @Override
  public String title() {
    return "How much to keep, chosen on a part of the data";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    Retraining retraining = new Retraining(workplace, settings.training());
    // By fraction, for each share one quality a seed.
    Map<Double, List<List<SceneQuality>>> found = new LinkedHashMap<>();
    for (double fraction : settings.fractions()) {
      found.put(fraction, onPart(retraining, fraction));
    }
    found.put(1.0, onWhole(retraining));
    SeedSpread spread =
        new SeedSpread(
            SceneQuality::meanLoss, found.values().stream().flatMap(List::stream).toList());
    return List.of(losses(found, spread), choices(found, spread));
  }

  private List<List<SceneQuality>> onPart(Retraining retraining, double fraction)
      throws IOException {
    // By share, the trainings of all seeds.
    List<List<Retraining.Training>> wanted =
        settings.shares().stream()
            .<List<Retraining.Training>>map(share -> new ArrayList<>())
            .toList();
    for (long seed : settings.seeds()) {
      List<Selection> selections = selections(retraining.noisy().scores(), fraction, seed);
      for (int i = 0; i < wanted.size(); i++) {
        String name =
            "the best %s of part %s"
                .formatted(Choice.percent(settings.shares().get(i)), Choice.percent(fraction));
        wanted.get(i).add(new Retraining.Training(name, selections.get(i).kept(), seed));
      }
    }
    Map<Retraining.Training, SceneQuality> done =
        retraining.qualities(wanted.stream().flatMap(List::stream).toList());
    return wanted.stream().map(seeds -> seeds.stream().map(done::get).toList()).toList();
  }

  /** What the sweep would try, to be trained on side by side; its curve is made of all seeds. */
  private List<Selection> selections(Scores scores, double fraction, long seed) {
    List<Selection> selections = new ArrayList<>();
    ShareSweep.of(settings.shares().stream().mapToDouble(Double::doubleValue).toArray())
        .subset(fraction, seed)
        .run(
            scores,
            SCORE,
            selection -> {
              selections.add(selection);
              return Interval.undefined(CONFIDENCE);
            });
    return selections;
  }

  private List<List<SceneQuality>> onWhole(Retraining retraining) throws IOException {
    List<Choice> choices =
        settings.shares().stream().map(share -> Choice.ofAll(SCORE, share)).toList();
    Trained trained = Trained.on(retraining, choices, settings.seeds());
    return choices.stream().map(trained::of).toList();
  }

  private Section losses(Map<Double, List<List<SceneQuality>>> found, SeedSpread spread) {
    ByShare shown =
        new ByShare(
            "part of the data",
            settings.shares(),
            "kept, % of the part",
            "caption loss, nats a token");
    found.forEach(
        (fraction, byShare) -> shown.row(named(fraction), share -> spread.of(at(byShare, share))));
    return Section.of(
        String.format(
            Locale.ROOT,
            "Caption loss on clean held-out scenes after %,d updates on the best share of a part"
                + " of the %,d noisy pairs, by %s. Mean over %d parts of each size, which also have"
                + " training seeds of their own; intervals: 95 %%, of the spread between seeds, pooled"
                + " over all trainings, and of the scenes.",
            settings.training().steps(),
            settings.training().pairs(),
            SCORE,
            settings.seeds().size()),
        shown.table(),
        shown.chart());
  }

  private Section choices(Map<Double, List<List<SceneQuality>>> found, SeedSpread spread) {
    List<List<SceneQuality>> whole = found.get(1.0);
    List<SceneQuality> best = at(whole, curve(whole, spread).best().share());
    Table table =
        Table.of(
            List.of("part of the data", "rule", "chosen share"),
            List.of("loss on the whole with that share", "more than with its best share"));
    for (Map.Entry<Double, List<List<SceneQuality>>> part : found.entrySet()) {
      ShareCurve curve = curve(part.getValue(), spread);
      Map<String, ShareCurve.Point> rules = new LinkedHashMap<>();
      rules.put("best", curve.best());
      rules.put("smallest not clearly worse", curve.smallest());
      rules.put("elbow", curve.elbow());
      for (Map.Entry<String, ShareCurve.Point> rule : rules.entrySet()) {
        List<SceneQuality> chosen = at(whole, rule.getValue().share());
        table =
            table.row(
                List.of(
                    named(part.getKey()), rule.getKey(), Choice.percent(rule.getValue().share())),
                Figure.of(spread.of(chosen)),
                Figure.of(spread.compare(chosen, best)));
      }
    }
    return Section.of(
        "What each part chooses, and what that choice costs when the whole is filtered by it:",
        table);
  }

  private ShareCurve curve(List<List<SceneQuality>> byShare, SeedSpread spread) {
    List<ShareCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < byShare.size(); i++) {
      Interval loss = spread.of(byShare.get(i));
      points.add(
          new ShareCurve.Point(
              settings.shares().get(i),
              i,
              new Interval(-loss.estimate(), -loss.high(), -loss.low(), loss.confidence())));
    }
    return new ShareCurve(points);
  }

  private List<SceneQuality> at(List<List<SceneQuality>> byShare, double share) {
    return byShare.get(settings.shares().indexOf(share));
  }

  private static String named(double fraction) {
    return fraction == 1 ? "all" : String.format(Locale.ROOT, "1/%.0f", 1 / fraction);
  }
}

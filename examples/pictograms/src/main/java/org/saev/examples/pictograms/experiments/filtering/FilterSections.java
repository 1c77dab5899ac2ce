package org.saev.examples.pictograms.experiments.filtering;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.job.ScoreSuite;

/** What came of training on the best share by each score. */
final class FilterSections {

  /** What a filter has to beat, where it was tried: chance, and what needs no autoencoder. */
  private static final List<String> BASELINES =
      List.of(ScoreSuite.RANDOM, ScoreSuite.POOLED, ScoreSuite.RAW);

  private final DataFiltering.Settings settings;
  private final Trained trained;

  FilterSections(DataFiltering.Settings settings, Trained trained) {
    this.settings = settings;
    this.trained = trained;
  }

  List<Section> all() {
    return Stream.concat(
            Measure.ALL.stream().map(this::measured),
            BASELINES.stream().filter(settings.scores()::contains).map(this::from))
        .toList();
  }

  private Section measured(Measure measure) {
    ByShare shown = new ByShare("score", settings.shares(), "kept, % of the pairs", measure.name());
    SeedSpread spread = trained.spread(measure.metric());
    for (String score : settings.scores()) {
      shown.row(score, share -> spread.of(trained.of(Choice.ofAll(score, share))));
    }
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

  private Section from(String baseline) {
    SeedSpread spread = trained.spread(Measure.LOSS.metric());
    Differences shown =
        new Differences("score", settings.shares().stream().filter(share -> share < 1).toList());
    for (String score : settings.scores()) {
      if (!score.equals(ScoreSuite.RANDOM) && !score.equals(baseline)) {
        shown.row(
            score,
            share ->
                spread.compare(
                    trained.of(Choice.ofAll(score, share)),
                    trained.of(Choice.ofAll(baseline, share))));
      }
    }
    return Section.of(Differences.from(baseline), shown.table());
  }
}

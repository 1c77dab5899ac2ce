package org.saev.examples.pictograms.experiments.filtering;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.job.ScoreSuite;

/**
 * What the filters keep beside true captions, and what comes of keeping the same share of each
 * class of pairs.
 */
final class StratifiedSections {

  private final DataFiltering.Stratified stratified;
  private final List<Double> shares;
  private final Trained trained;

  private StratifiedSections(DataFiltering.Settings settings, Trained trained) {
    this.stratified = settings.stratified();
    this.shares = settings.stratified().shares();
    this.trained = trained;
  }

  static List<Section> of(DataFiltering.Settings settings, Trained trained, NoisyPairs noisy) {
    StratifiedSections sections = new StratifiedSections(settings, trained);
    List<Section> all = new ArrayList<>();
    Set<Choice> choices = new LinkedHashSet<>();
    for (double share : sections.shares) {
      settings.scores().forEach(score -> choices.add(Choice.ofAll(score, share)));
    }
    choices.addAll(settings.stratified().choices());
    all.add(KeptPairs.section(List.copyOf(choices), noisy));
    Measure.ALL.forEach(measure -> all.add(sections.measured(measure)));
    all.add(sections.fromUnstratified());
    all.add(sections.fromRandom());
    if (settings.stratified().scores().contains(ScoreSuite.RAW)) {
      all.add(sections.fromRaw());
    }
    return all;
  }

  private Section measured(Measure measure) {
    ByShare shown = new ByShare("score", shares, "kept, % of the pairs", measure.name());
    SeedSpread spread = trained.spread(measure.metric());
    for (String score : stratified.scores()) {
      shown.row(score, share -> spread.of(trained.of(Choice.ofAll(score, share))));
      for (PairClass by : PairClass.values()) {
        Optional<PairClass> within = Optional.of(by);
        shown.row(
            new Choice(score, 1, within).row(),
            share -> spread.of(trained.of(new Choice(score, share, within))));
      }
    }
    return Section.of(
        "The best share of all pairs, or of those within each class of pairs: "
            + measure.name()
            + ". Seeds and intervals as above.",
        shown.table(),
        shown.chart());
  }

  private Section fromUnstratified() {
    return Section.of(
        "The caption loss less that of the same score without classes; below 0 the classes help:",
        differences(stratified.scores(), (choice, share) -> Choice.ofAll(choice.score(), share)));
  }

  private Section fromRandom() {
    return Section.of(
        Differences.from(ScoreSuite.RANDOM),
        differences(
            stratified.scores(), (choice, share) -> Choice.ofAll(ScoreSuite.RANDOM, share)));
  }

  private Section fromRaw() {
    return Section.of(
        "The caption loss less that of as many pairs by '%s', within the same classes:"
            .formatted(ScoreSuite.RAW),
        differences(
            stratified.scores().stream().filter(score -> !score.equals(ScoreSuite.RAW)).toList(),
            (choice, share) -> new Choice(ScoreSuite.RAW, share, choice.within())));
  }

  /** What a choice is compared with. */
  private interface Other {
    Choice of(Choice choice, double share);
  }

  private Table differences(List<String> scores, Other other) {
    SeedSpread spread = trained.spread(Measure.LOSS.metric());
    Differences shown = new Differences("score", shares);
    for (String score : scores) {
      for (PairClass by : PairClass.values()) {
        Choice any = new Choice(score, 1, Optional.of(by));
        shown.row(
            any.row(),
            share ->
                spread.compare(
                    trained.of(new Choice(score, share, any.within())),
                    trained.of(other.of(any, share))));
      }
    }
    return shown.table();
  }
}

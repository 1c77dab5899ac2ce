package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.ScoreSuite;

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
   * @param scores that filter; {@link ScoreSuite#RANDOM} must be among them
   * @param shares of the pairs that are kept, ascending, the last one 1
   * @param stratified what is tried within classes, too
   * @param seeds of the trainings, at least 2
   */
  public record Settings(
      Retraining.Settings training,
      List<String> scores,
      List<Double> shares,
      Stratified stratified,
      List<Long> seeds) {
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
      if (!scores.containsAll(stratified.scores()) || !shares.containsAll(stratified.shares())) {
        throw new IllegalArgumentException(
            "what is tried within classes is compared with the same without, so scores and shares"
                + " must be among %s and %s, but were %s and %s"
                    .formatted(scores, shares, stratified.scores(), stratified.shares()));
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
          List.of(0.1, 0.2, 0.4, 0.6, 0.8, 1.0),
          new Stratified(
              List.of(ScoreSuite.RAW, ScoreSuite.PUBLISHED, ScoreSuite.CHOSEN, ScoreSuite.IFD),
              List.of(0.1, 0.2, 0.4)),
          List.of(1L, 2L, 3L));
    }

    List<Choice> choices() {
      Set<Choice> choices = new LinkedHashSet<>();
      for (double share : shares) {
        scores.forEach(score -> choices.add(Choice.ofAll(score, share)));
      }
      choices.addAll(stratified.choices());
      return List.copyOf(choices);
    }
  }

  /**
   * Filters that keep the same share of each class of pairs, by each {@link PairClass}.
   *
   * @param scores that filter, some of those of the settings
   * @param shares of the pairs that are kept, some of those of the settings, ascending
   */
  public record Stratified(List<String> scores, List<Double> shares) {
    /** Copies the lists. */
    public Stratified {
      scores = List.copyOf(scores);
      shares = List.copyOf(shares);
    }

    /** Each score without classes, then within them. */
    List<Choice> choices() {
      List<Choice> choices = new ArrayList<>();
      for (double share : shares) {
        for (String score : scores) {
          choices.add(Choice.ofAll(score, share));
          for (PairClass by : PairClass.values()) {
            choices.add(new Choice(score, share, Optional.of(by)));
          }
        }
      }
      return choices;
    }
  }

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
    Trained trained = Trained.on(retraining, settings.choices(), settings.seeds());
    NoisyPairs noisy = retraining.noisy();
    List<Section> sections = new ArrayList<>();
    sections.add(PuritySection.of(noisy, settings.shares(), workplace.settings().layer()));
    sections.addAll(new FilterSections(settings, trained).all());
    sections.addAll(StratifiedSections.of(settings, trained, noisy));
    return sections;
  }
}

package org.saev.examples.pictograms.experiments.filtering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.experiments.Catalog;
import org.saev.examples.pictograms.experiments.ExperimentResult;
import org.saev.examples.pictograms.experiments.ExperimentRunner;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.training.UpperLayers;

/** Data filter and choice of the share, end to end, with few pairs and short trainings. */
class FilteringTest {
  private static final int PAIRS = 150;
  private static final JobSettings JOB = new JobSettings(64, 64, 2, 256, 8, 30, 2, 301, 302, 1);
  private static final Retraining.Settings TRAINING =
      new Retraining.Settings(PAIRS, 303, 40, 304, 6, 8, 2e-3);
  private static final List<Double> SHARES = List.of(0.4, 0.6, 1.0);
  private static final List<String> SCORES =
      List.of(ScoreSuite.RANDOM, ScoreSuite.RAW, ScoreSuite.CHOSEN, NoisyPairs.TRUTH);
  private static final DataFiltering.Stratified STRATIFIED =
      new DataFiltering.Stratified(List.of(ScoreSuite.RAW, ScoreSuite.CHOSEN), List.of(0.4));
  private static final DataFiltering.Stratified NONE =
      new DataFiltering.Stratified(List.of(), List.of());
  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<Long> SEEDS = List.of(1L, 2L);

  @TempDir static Path folder;
  private static final List<String> SAID = new ArrayList<>();
  private static Workplace workplace;
  private static Table purity;
  private static Table loss;
  private static Table fromRaw;
  private static Table kept;
  private static Table stratified;
  private static Table stratifiedFromRaw;
  private static Table choices;

  @BeforeAll
  static void run() throws IOException {
    workplace =
        new Workplace(folder.resolve("work"), Path.of("weights"), JOB, new Progress(SAID::add));
    List<ExperimentResult> results = runBoth();
    purity = results.get(0).sections().get(0).table();
    loss = results.get(0).sections().get(1).table();
    fromRaw = results.get(0).sections().get(6).table();
    kept = results.get(0).sections().get(7).table();
    stratified = results.get(0).sections().get(8).table();
    stratifiedFromRaw = results.get(0).sections().get(14).table();
    choices = results.get(1).sections().get(1).table();
  }

  private static List<ExperimentResult> runBoth() throws IOException {
    Catalog catalog =
        new Catalog(
            List.of(
                new DataFiltering(
                    new DataFiltering.Settings(TRAINING, SCORES, SHARES, STRATIFIED, SEEDS)),
                new SubsetShare(new SubsetShare.Settings(TRAINING, List.of(0.2), SHARES, SEEDS))));
    return new ExperimentRunner(catalog, workplace, folder).run(List.of());
  }

  @AfterAll
  static void close() throws IOException {
    workplace.close();
  }

  @Test
  void truth_isPureAsLongAsThereAreTrueCaptions() {
    List<Figure> figures = row(purity, NoisyPairs.TRUTH);
    // AUC of all and by each way of making captions false, then the purity of 40 and 60 %.
    assertThat(figures).hasSize(6).allMatch(figure -> figure.interval().estimate() == 1);
    assertThat(row(purity, ScoreSuite.RANDOM).get(5).interval().estimate())
        .isCloseTo(0.6, within(0.12));
  }

  @Test
  void tables_haveAFigureWithAnIntervalForEveryScoreAndShare() {
    assertThat(loss.figures()).containsExactly("40 %", "60 %", "100 %");
    assertThat(loss.rows())
        .extracting(row -> row.labels().get(0))
        .containsExactlyElementsOf(SCORES);
    assertThat(purity.rows())
        .extracting(row -> row.labels().get(0))
        .containsExactlyElementsOf(NoisyPairs.names());
    for (Table.Row row : loss.rows()) {
      assertThat(row.figures()).hasSize(SHARES.size());
      assertThat(row.figures()).allMatch(figure -> figure.interval().isDefined());
      assertThat(row.figures()).allMatch(f -> f.interval().low() < f.interval().high());
    }
    // What is kept whole doesn't depend on the score.
    assertThat(loss.rows())
        .extracting(row -> row.figures().get(2))
        .containsOnly(loss.rows().get(0).figures().get(2));
  }

  @Test
  void choice_ofTheWhole_costsNothingAgainstItself() {
    Table.Row best =
        choices.rows().stream()
            .filter(row -> row.labels().subList(0, 2).equals(List.of("all", "best")))
            .findFirst()
            .orElseThrow();
    assertThat(best.figures().get(1).interval().estimate()).isZero();
    assertThat(choices.rows()).extracting(row -> row.labels().get(0)).contains("1/5", "all");
  }

  @Test
  void training_onTrueCaptions_beatsTrainingOnFalseOnes() throws IOException {
    Retraining retraining =
        new Retraining(workplace, new Retraining.Settings(PAIRS, 303, 40, 304, 40, 16, 2e-3));
    Retraining.Training truth = training("true captions", retraining, true);
    Retraining.Training lies = training("false captions", retraining, false);
    Map<Retraining.Training, SceneQuality> found = retraining.qualities(List.of(truth, lies));
    SceneQuality onTrue = found.get(truth);
    SceneQuality onFalse = found.get(lies);
    assertThat(onTrue.meanLoss(onTrue.scenes()))
        .isLessThan(onFalse.meanLoss(onFalse.scenes()) - 0.2);
  }

  @Test
  void training_takesTheKeptPairsWithTheActivationsOfTheirOwnCaptions() throws IOException {
    NoisyPairs noisy = NoisyPairs.of(workplace, PAIRS, 303);
    Set<String> kept = Set.of(noisy.pairs().get(7).id(), noisy.pairs().get(31).id());
    List<UpperLayers.Pair> pairs = noisy.training(kept);
    assertThat(pairs)
        .extracting(UpperLayers.Pair::example)
        .containsExactly(noisy.pairs().get(7).example(), noisy.pairs().get(31).example());
    for (UpperLayers.Pair pair : pairs) {
      // 49 patches, the begin token and the words, of width 96.
      assertThat(pair.residual()).hasSize((50 + pair.example().caption().words().size()) * 96);
    }
  }

  @Test
  void run_again_trainsNothing() throws IOException {
    try (var results = Files.list(folder)) {
      for (Path result : results.filter(file -> file.toString().endsWith(".json")).toList()) {
        Files.delete(result);
      }
    }
    SAID.clear();
    runBoth();
    assertThat(SAID).noneMatch(line -> line.contains(": made"));
    assertThat(SAID).anyMatch(line -> line.startsWith("reusing") && line.contains("retraining-"));
  }

  @Test
  void choice_withinClasses_keepsTheSameShareOfEach() throws IOException {
    NoisyPairs noisy = NoisyPairs.of(workplace, PAIRS, 303);
    for (PairClass by : PairClass.values()) {
      List<String> kept = new Choice(ScoreSuite.PUBLISHED, 0.4, Optional.of(by)).kept(noisy);
      Map<Integer, Long> before = counts(noisy.pairs(), by);
      Map<Integer, Long> after = counts(kept.stream().map(noisy::pair).toList(), by);
      assertThat(before).hasSizeGreaterThan(2);
      before.forEach(
          (size, count) ->
              assertThat(after.get(size)).isEqualTo(Math.max(1, Math.round(0.4 * count))));
    }
    // Without classes the sum over latents takes the fullest pictures.
    assertThat(counts(keptOfAll(noisy), PairClass.THINGS)).doesNotContainKey(1);
  }

  private static List<Pair> keptOfAll(NoisyPairs noisy) {
    return Choice.ofAll(ScoreSuite.PUBLISHED, 0.1).kept(noisy).stream().map(noisy::pair).toList();
  }

  private static Map<Integer, Long> counts(List<Pair> pairs, PairClass by) {
    return pairs.stream().collect(Collectors.groupingBy(by::size, Collectors.counting()));
  }

  @Test
  void tables_showWhatIsKeptWithinClassesBesideWhatIsKeptWithout() {
    List<String> rows = new ArrayList<>();
    for (String score : STRATIFIED.scores()) {
      rows.addAll(
          List.of(score, score + ", within caption length", score + ", within number of things"));
    }
    List<String> within = rows.stream().filter(row -> row.contains("within")).toList();
    assertThat(kept.rows())
        .extracting(row -> row.labels().get(1))
        .containsExactlyElementsOf(Stream.of(SCORES, within).flatMap(List::stream).toList());
    assertThat(stratified.rows())
        .extracting(row -> row.labels().get(0))
        .containsExactlyElementsOf(rows);
    assertThat(stratified.figures()).containsExactly("40 %");
    // The first row is that of the scores as a whole, where 40 % stands first.
    assertThat(row(stratified, rows.get(0)).get(0)).isEqualTo(row(loss, rows.get(0)).get(0));
    assertThat(row(stratified, rows.get(1))).isNotEqualTo(row(stratified, rows.get(0)));
  }

  @Test
  void tables_compareWithTheRawCosineOfAsManyPairsFromTheSameClasses() {
    assertThat(fromRaw.figures()).containsExactly("40 %", "60 %");
    assertThat(fromRaw.rows())
        .extracting(row -> row.labels().get(0))
        .containsExactly(ScoreSuite.CHOSEN, NoisyPairs.TRUTH);
    assertThat(estimate(fromRaw, ScoreSuite.CHOSEN))
        .isCloseTo(estimate(loss, ScoreSuite.CHOSEN) - estimate(loss, ScoreSuite.RAW), EXACT);
    for (String within : List.of(", within caption length", ", within number of things")) {
      assertThat(estimate(stratifiedFromRaw, ScoreSuite.CHOSEN + within))
          .isCloseTo(
              estimate(stratified, ScoreSuite.CHOSEN + within)
                  - estimate(stratified, ScoreSuite.RAW + within),
              EXACT);
    }
    assertThat(stratifiedFromRaw.rows()).hasSize(2);
  }

  @Test
  void settings_withSharesWithinClassesAlone_areRefused() {
    DataFiltering.Stratified half =
        new DataFiltering.Stratified(List.of(ScoreSuite.CHOSEN), List.of(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataFiltering.Settings(TRAINING, SCORES, SHARES, half, SEEDS))
        .withMessageContaining("must be among")
        .withMessageContaining("[0.5]");
  }

  @Test
  void settings_withoutTheRandomChoice_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DataFiltering.Settings(
                    TRAINING, List.of(NoisyPairs.TRUTH), SHARES, NONE, SEEDS))
        .withMessageContaining("must contain 'random'");
  }

  @Test
  void settings_withOneSeed_areRefusedBeforeAnythingIsTrained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DataFiltering.Settings(TRAINING, SCORES, SHARES, NONE, List.of(1L)))
        .withMessageContaining("at least 2 different seeds")
        .withMessageContaining("[1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SubsetShare.Settings(TRAINING, List.of(0.2), SHARES, List.of(3L, 3L)))
        .withMessageContaining("[3, 3]");
  }

  private static Retraining.Training training(String name, Retraining retraining, boolean matched) {
    List<String> kept =
        retraining.noisy().pairs().stream()
            .filter(pair -> pair.matched() == matched)
            .map(Pair::id)
            .toList();
    return new Retraining.Training(name, kept, 1);
  }

  /** The figure of the first share. */
  private static double estimate(Table table, String name) {
    return row(table, name).get(0).interval().estimate();
  }

  private static List<Figure> row(Table table, String name) {
    return table.rows().stream()
        .filter(row -> row.labels().get(0).equals(name))
        .findFirst()
        .orElseThrow()
        .figures();
  }
}

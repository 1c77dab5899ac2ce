package org.saev.examples.pictograms.experiments.controls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.experiments.Catalog;
import org.saev.examples.pictograms.experiments.ExperimentResult;
import org.saev.examples.pictograms.experiments.ExperimentRunner;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.job.ScoreSuite;

/** The random model and autoencoders of other sizes, end to end, with few pairs. */
class ControlsTest {
  private static final JobSettings JOB = new JobSettings(250, 200, 2, 256, 8, 60, 2, 301, 302, 1);

  @TempDir static Path folder;
  private static List<Section> random;
  private static List<Section> scaling;

  @BeforeAll
  static void run() throws IOException {
    Catalog catalog =
        new Catalog(
            List.of(
                new RandomModel(new RandomModel.Settings(1)),
                new Scaling(new Scaling.Settings(List.of(128, 512), List.of(4, 16), 40))));
    try (Workplace workplace =
        new Workplace(folder.resolve("work"), Path.of("weights"), JOB, new Progress(line -> {}))) {
      List<ExperimentResult> results =
          new ExperimentRunner(catalog, workplace, folder).run(List.of());
      random = results.get(0).sections();
      scaling = results.get(1).sections();
    }
  }

  @Test
  void randomWeights_knowNothingOfCaptions() {
    Figure[] ifd = figures(random.get(2).table(), "IFD with its sign turned");
    assertThat(ifd[0].interval().estimate()).isGreaterThan(0.9);
    assertThat(ifd[1].interval().contains(0.5)).isTrue();
    assertThat(ifd[2].interval().low()).isPositive();
    assertThat(figures(random.get(2).table(), ScoreSuite.RAW)[0].interval().estimate())
        .isGreaterThan(0.75);
  }

  @Test
  void bothModels_haveAllFigures() {
    for (Section section : random.subList(0, 2)) {
      assertThat(section.table().rows())
          .extracting(row -> row.labels().get(0))
          .containsExactly("trained", "random weights");
    }
    assertThat(random.get(0).table().rows())
        .allSatisfy(
            row ->
                assertThat(row.figures()).allMatch(f -> f.interval().low() < f.interval().high()));
    // Shared, text only, image only and never: every latent is one of them.
    for (Table.Row row : random.get(1).table().rows()) {
      double sum =
          row.figures().subList(0, 4).stream().mapToDouble(f -> f.interval().estimate()).sum();
      assertThat(sum).isBetween(1 - 1e-9, 1 + 1e-9);
    }
  }

  @Test
  void scaling_moreActiveLatents_reconstructBetter() {
    Table table = scaling.get(0).table();
    assertThat(table.rows())
        .extracting(Table.Row::labels)
        .containsExactly(
            List.of("128", "4"), List.of("128", "16"), List.of("512", "4"), List.of("512", "16"));
    for (int i = 0; i < 4; i += 2) {
      assertThat(table.rows().get(i).figures().get(0).interval().estimate())
          .isGreaterThan(table.rows().get(i + 1).figures().get(0).interval().estimate());
    }
  }

  @Test
  void scaling_hasTheAreaOfEveryScore() {
    Table table = scaling.get(1).table();
    assertThat(table.figures()).contains(ScoreSuite.CHOSEN, ScoreSuite.PUBLISHED);
    assertThat(table.rows())
        .allSatisfy(row -> assertThat(row.figures()).allMatch(f -> f.interval().isDefined()));
  }

  private static Figure[] figures(Table table, String name) {
    return table.rows().stream()
        .filter(row -> row.labels().get(0).equals(name))
        .findFirst()
        .orElseThrow()
        .figures()
        .toArray(Figure[]::new);
  }
}

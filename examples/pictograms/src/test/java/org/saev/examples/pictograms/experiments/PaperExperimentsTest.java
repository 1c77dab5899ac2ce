package org.saev.examples.pictograms.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.experiments.masking.PatchMasking;
import org.saev.examples.pictograms.experiments.masking.TextMasking;
import org.saev.examples.pictograms.experiments.replacing.ReconstructionExperiment;
import org.saev.examples.pictograms.experiments.replacing.TransferExperiment;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Progress;

/** The experiments from the trained weights to the tables, with few scenes and training steps. */
class PaperExperimentsTest {

  private static final int SCENES = 48;
  private static final int MASKED_SCENES = 24;
  private static final JobSettings SMALL = new JobSettings(200, 64, 2, 256, 16, 60, 2, 401, 402, 1);
  private static final HeldOut HELD_OUT = new HeldOut(SCENES, 403);
  private static final Catalog CATALOG =
      new Catalog(
          List.of(
              new ReconstructionExperiment(HELD_OUT),
              new TransferExperiment(HELD_OUT),
              new PatchMasking(HELD_OUT, MASKED_SCENES),
              new TextMasking(HELD_OUT, MASKED_SCENES)));

  @TempDir static Path folder;
  private static Map<String, ExperimentResult> results;

  @BeforeAll
  static void run() throws IOException {
    results =
        runAll(new ArrayList<>()).stream()
            .collect(Collectors.toMap(ExperimentResult::name, Function.identity()));
  }

  private static List<ExperimentResult> runAll(List<String> said) throws IOException {
    Progress progress = new Progress(said::add);
    try (Workplace workplace =
        new Workplace(folder.resolve("work"), Path.of("weights"), SMALL, progress)) {
      return new ExperimentRunner(CATALOG, workplace, folder).run(List.of());
    }
  }

  @Test
  void run_again_findsAllFinishedAndLoadsNothing() throws IOException {
    List<String> said = new ArrayList<>();
    List<ExperimentResult> again = runAll(said);
    assertThat(again).containsExactlyInAnyOrderElementsOf(results.values());
    assertThat(said).hasSize(4).allMatch(line -> line.contains(": finished before, in"));
  }

  @Test
  void everyFigure_isDefined() {
    results
        .values()
        .forEach(
            result ->
                result
                    .sections()
                    .forEach(
                        section ->
                            section
                                .table()
                                .rows()
                                .forEach(
                                    row ->
                                        assertThat(row.figures())
                                            .as("%s, %s", result.name(), row.labels())
                                            .allMatch(figure -> figure.interval().isDefined()))));
  }

  @Test
  void reconstruction_liesBetweenZeroAndOriginal() {
    for (String replaced : List.of("text", "image", "mixed")) {
      double original = figure("reconstruction", 0, "Original", replaced);
      assertThat(figure("reconstruction", 0, "SAE-V", replaced))
          .as(replaced)
          .isStrictlyBetween(original, figure("reconstruction", 0, "Zero", replaced));
    }
    // The same words are lost by the same model, whatever would have been replaced.
    assertThat(figure("reconstruction", 0, "Original", "text"))
        .isCloseTo(figure("reconstruction", 0, "Original", "mixed"), within(1e-9));
    // The text-only SAE has never seen an image token.
    assertThat(figure("reconstruction", 1, "SAE-V less SAE", "image")).isPositive();
    assertThat(figure("reconstruction", 2, "FVU", "SAE", "image"))
        .isGreaterThan(figure("reconstruction", 2, "FVU", "SAE-V", "image"));
  }

  @Test
  void transfer_isBestByTheAutoencoderOfTheModelItself() {
    String own = "SAE of the text-only stage";
    for (String other : List.of("SAE", "SAE-V")) {
      assertThat(figure("transfer", 0, "FVU", own, "text-only stage"))
          .isLessThan(figure("transfer", 0, "FVU", other, "text-only stage"));
    }
    assertThat(figure("transfer", 0, "FVU", "SAE", "multimodal"))
        .isLessThan(figure("transfer", 0, "FVU", own, "multimodal"));
    // Captions are easier with the picture.
    assertThat(figure("transfer", 1, "Original", "multimodal"))
        .isLessThan(figure("transfer", 1, "Original", "text-only stage") - 0.5);
  }

  @Test
  void patchMasking_leavesMostWhereTheThingsAreKept() {
    int light = 4;
    for (int section : new int[] {0, light}) {
      assertThat(figure("patch-masking", section, "none masked", "random")).isGreaterThan(0.9);
      assertThat(figure("patch-masking", section, "75 % masked", "random"))
          .isLessThan(figure("patch-masking", section, "25 % masked", "random"));
    }
    assertThat(figure("patch-masking", light, "50 % masked", "the things themselves"))
        .isGreaterThan(figure("patch-masking", light, "50 % masked", "random") + 0.1);
    assertThat(figure("patch-masking", 3, "75 % masked", "random"))
        .isGreaterThan(figure("patch-masking", 3, "none masked", "random"));
  }

  @Test
  void textMasking_leavesMostWhereNamesAndColoursAreKept() {
    assertThat(figure("text-masking", 0, "none masked", "random")).isGreaterThan(0.95);
    assertThat(figure("text-masking", 0, "50 % masked", "names and colours"))
        .isGreaterThan(figure("text-masking", 0, "50 % masked", "random") + 0.1);
    assertThat(figure("text-masking", 0, "75 % masked", "random")).isBetween(0.5, 0.95);
  }

  /** A figure of a table by the head of its column and the names of its row. */
  private static double figure(String experiment, int section, String column, String... row) {
    Table table = results.get(experiment).sections().get(section).table();
    return table.rows().stream()
        .filter(r -> r.labels().equals(List.of(row)))
        .findFirst()
        .orElseThrow()
        .figures()
        .get(table.figures().indexOf(column))
        .interval()
        .estimate();
  }
}

package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.evaluation.Reconstruction;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.sae.SparseAutoencoder;

/**
 * The main job from the trained weights to the report, with fewer pairs and smaller autoencoders.
 */
class SwapJobTest {
  private static final int SCORED = 300;
  private static final JobSettings SMALL =
      new JobSettings(400, SCORED, 2, 512, 16, 150, 2, 201, 202, 1);

  @TempDir static Path output;
  private static final List<String> PROGRESS = new ArrayList<>();
  private static JobResult result;
  private static List<Path> files;

  @BeforeAll
  static void run() throws IOException {
    try (TrainedModels models = TrainedModels.load(Path.of("weights"))) {
      result = new SwapJob(SMALL, output, new Progress(PROGRESS::add)).run(models);
      files = JobFiles.write(result);
    }
  }

  @Test
  void run_leavesStoresAndAutoencodersThatCanBeOpened() {
    for (String store : List.of(SwapJob.REFERENCE, SwapJob.SCORED)) {
      try (ActivationSource source = Saev.open(output.resolve(store))) {
        assertThat(source.exampleCount()).hasValue(store.equals(SwapJob.SCORED) ? SCORED : 400);
      }
    }
    try (SparseAutoencoder saeV = Saev.load(output.resolve(SwapJob.SAE_V));
        SparseAutoencoder sae = Saev.load(output.resolve(SwapJob.SAE))) {
      assertThat(saeV.latents()).isEqualTo(512);
      assertThat(sae.latents()).isEqualTo(512);
    }
  }

  @Test
  void run_trainsOneAutoencoderOnBothModalitiesAndOneOnText() {
    Reconstruction image = result.saeV().byModality().get(Modality.IMAGE);
    Reconstruction text = result.saeV().byModality().get(Modality.TEXT);
    assertThat(image.fvu()).isBetween(0.01, 0.25);
    assertThat(text.fvu()).isBetween(0.01, 0.25);
    assertThat(image.l0()).isCloseTo(16, within(0.5));
    assertThat(result.sae().byModality().get(Modality.TEXT).fvu()).isLessThan(0.25);
    // It has never seen an image token.
    assertThat(result.sae().byModality().get(Modality.IMAGE).fvu())
        .isGreaterThan(1.5 * image.fvu());
  }

  @Test
  void run_findsSwappedCaptionsWithTheScoresThatCan() {
    assertThat(auc("random")).isCloseTo(0.5, within(0.15));
    assertThat(auc("IFD with its sign turned")).isGreaterThan(0.97);
    assertThat(auc(ScoreSuite.RAW)).isGreaterThan(0.8);
    assertThat(auc(ScoreSuite.CHOSEN)).isGreaterThan(0.85);
    assertThat(row(ScoreSuite.CHOSEN).shuffled().estimate()).isGreaterThan(0.8);
    assertThat(row("IFD with its sign turned").shuffled().estimate()).isNaN();
    assertThat(row(ScoreSuite.CHOSEN).purity().get(0).purity().estimate()).isGreaterThan(0.9);
    assertThat(result.saeVWeights().weighted()).isGreaterThan(100);
    assertThat(result.table()).allMatch(row -> row.unscored() == 0);
  }

  @Test
  void write_makesScoresKeptIdsAndReport() throws IOException {
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "scores.csv",
            "kept-20.txt",
            "kept-40.txt",
            "kept-60.txt",
            "kept-80.txt",
            "report.html");

    List<String> lines = Files.readAllLines(output.resolve("scores.csv"));
    assertThat(lines).hasSize(SCORED + 1);
    assertThat(lines.get(0))
        .isEqualTo("id,caption is true," + String.join(",", result.scores().names()));
    assertThat(lines.subList(1, lines.size()))
        .extracting(line -> line.split(",", 3)[0])
        .containsExactlyElementsOf(result.pairs().stream().map(Pair::id).toList());
    assertThat(lines).filteredOn(line -> line.split(",", 3)[1].equals("0.0")).hasSize(SCORED / 5);

    List<String> smaller = Files.readAllLines(output.resolve("kept-20.txt"));
    List<String> larger = Files.readAllLines(output.resolve("kept-80.txt"));
    assertThat(smaller).hasSize(SCORED / 5);
    assertThat(larger).hasSize(4 * SCORED / 5).containsAll(smaller);
    assertThat(new HashSet<>(larger)).hasSameSizeAs(larger);
  }

  @Test
  void write_makesAReportThatNeedsNothingElse() throws IOException {
    String html = Files.readString(output.resolve("report.html"));
    assertThat(html).contains("<svg").contains("data:image/png;base64,").contains("</html>");
    assertThat(html).doesNotContain("{{").doesNotContain("NaN").doesNotContain("<script");
    assertThat(html).doesNotContain("src=\"http").doesNotContain("href=\"http");
    result.table().forEach(row -> assertThat(html).contains("<td>" + row.auc().text() + "</td>"));
  }

  @Test
  void text_ofTheResult_showsEveryScoreWithItsInterval() {
    String text = new JobTables(result).text();
    for (ScoreTable.Row row : result.table()) {
      assertThat(text.lines().filter(line -> line.startsWith("| " + row.name() + " ")))
          .anyMatch(line -> line.contains(row.auc().text()));
    }
    assertThat(text).contains("finds the 60 swapped captions among the 300 pairs");
  }

  @Test
  void run_saysHowFarItHasGot() {
    String all = PROGRESS.stream().collect(Collectors.joining("\n"));
    assertThat(all)
        .contains("capturing the reference pairs: 400 pairs, in")
        .contains("training SAE-V: FVU")
        .contains("training SAE: FVU")
        .contains("scoring: 300 pairs by");
  }

  @Test
  void settings_withOneSeedForBothSets_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobSettings(400, SCORED, 2, 512, 16, 150, 2, 7, 7, 1))
        .withMessageContaining("both were 7");
  }

  private static double auc(String score) {
    return row(score).auc().estimate();
  }

  private static ScoreTable.Row row(String score) {
    return result.table().stream()
        .filter(row -> row.name().equals(score))
        .findFirst()
        .orElseThrow();
  }
}

package org.saev.examples.pictograms.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Progress;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;

/** Experiments are run once, kept, and run again only where their settings changed. */
class ExperimentRunnerTest {

  private static final JobSettings JOB = new JobSettings(64, 64, 2, 128, 8, 20, 2, 301, 302, 1);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();

  /** Gives the mean of its settings' numbers, and can be made to stop in the middle. */
  private final class Mean implements Experiment {
    private final String name;
    private final double[] numbers;
    private boolean stops;

    Mean(String name, double... numbers) {
      this.name = name;
      this.numbers = numbers;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String title() {
      return "The mean of " + name;
    }

    @Override
    public Object settings() {
      return numbers;
    }

    @Override
    public List<Section> run(Workplace workplace) throws IOException {
      ran.add(name);
      Interval first =
          workplace.cached(
              name + "-first",
              numbers,
              Interval.class,
              () -> {
                ran.add(name + " first part");
                return Bootstrap.DEFAULT.mean(numbers);
              });
      if (stops) {
        throw new IllegalStateException("stopped");
      }
      PairedDifference none = Bootstrap.DEFAULT.compareMeans(numbers, numbers);
      Interval undefined = Interval.undefined(0.95);
      Table table =
          Table.of(List.of("of"), List.of("mean", "difference", "nothing"))
              .row(List.of(name), Figure.of(first), Figure.of(none), Figure.of(undefined));
      return List.of(
          Section.of(
              "A note.",
              table,
              Chart.lines("x", "y")
                  .with("line", List.of(new Chart.Point(1, first), new Chart.Point(2, undefined))),
              Chart.bars("y", List.of("here", "there"))
                  .with("bar", List.of(new Chart.Point(1, first)))));
    }
  }

  private Mean one;
  private Mean two;

  @BeforeEach
  void makeExperiments() {
    one = new Mean("one", 1, 2, 3);
    two = new Mean("two", 4, 5, 7);
  }

  @Test
  void run_twice_runsEachExperimentOnce() throws IOException {
    List<ExperimentResult> first = run(List.of(one, two));
    List<ExperimentResult> second = run(List.of(one, two));
    assertThat(ran).containsExactly("one", "one first part", "two", "two first part");
    assertThat(second).isEqualTo(first);
    assertThat(said)
        .anyMatch(
            line ->
                line.startsWith("one: finished before, in")
                    && line.contains("delete " + folder.resolve("one.json"))
                    && line.contains("the parts in " + folder.resolve("work")));
    assertThat(first.get(0).sections().get(0).table().rows().get(0).figures().get(0).text())
        .startsWith("2.000 [");
  }

  @Test
  void run_afterItWasStopped_goesOnWithWhatIsMissing() throws IOException {
    two.stops = true;
    assertThatIllegalStateException().isThrownBy(() -> run(List.of(one, two)));
    two.stops = false;
    run(List.of(one, two));
    assertThat(ran).containsExactly("one", "one first part", "two", "two first part", "two");
    assertThat(said).anyMatch(line -> line.startsWith("reusing ") && line.contains("two-first"));
  }

  @Test
  void run_withOtherSettings_runsAgain() throws IOException {
    run(List.of(one));
    run(List.of(new Mean("one", 1, 2, 4)));
    assertThat(ran).containsExactly("one", "one first part", "one", "one first part");
  }

  @Test
  void run_inAnotherWorkplace_runsAgain() throws IOException {
    run(List.of(one));
    JobSettings other = new JobSettings(64, 64, 2, 256, 8, 20, 2, 301, 302, 1);
    try (Workplace workplace = workplace(other)) {
      new ExperimentRunner(new Catalog(List.of(one)), workplace, folder).run(List.of());
    }
    assertThat(ran).containsExactly("one", "one first part", "one", "one first part");
  }

  @Test
  void run_ofAnUnknownName_saysWhichThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Catalog(List.of(one, two)).named(List.of("three")))
        .withMessage(
            "there is no experiment 'three'; choose among one, two, or all for all of them");
  }

  @Test
  void named_someTwice_givesEachOnce() {
    Catalog catalog = new Catalog(List.of(one, two));
    assertThat(catalog.named(List.of("two", "two"))).containsExactly(two);
    assertThat(catalog.named(List.of("two", "all"))).containsExactly(two, one);
    assertThat(catalog.named(List.of())).containsExactly(one, two);
  }

  @Test
  void run_withADamagedResult_saysWhatToDo() throws IOException {
    Files.writeString(folder.resolve("one.json"), "{\"settings\": ");
    assertThatThrownBy(() -> run(List.of(one)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("one.json is damaged, delete it");
  }

  @Test
  void run_writesAReportOfAllThatIsFinished() throws IOException {
    run(List.of(two));
    List<ExperimentResult> finished;
    try (Workplace workplace = workplace(JOB)) {
      ExperimentRunner runner =
          new ExperimentRunner(new Catalog(List.of(one, two)), workplace, folder);
      runner.run(List.of("one"));
      finished = runner.finished();
    }
    String html = Files.readString(folder.resolve(ExperimentRunner.REPORT));
    assertThat(html).contains("<svg").contains("The mean of one").contains("The mean of two");
    assertThat(html).doesNotContain("{{").doesNotContain("NaN").doesNotContain("src=\"http");
    assertThat(ExperimentReport.markdown(finished))
        .contains("## The mean of one")
        .contains("| one | 2.000 [")
        .contains("0.000 [0.000, 0.000], p 1.000 | -")
        .contains("## The mean of two");
    assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void seconds_ofAPart_countWhereItIsReused() throws IOException {
    double made = timeOf("made", () -> pause(0.3));
    double reused = timeOf("reused", () -> 0.0);
    assertThat(made).isGreaterThanOrEqualTo(0.3);
    assertThat(reused).isGreaterThanOrEqualTo(0.3);
  }

  /** The time of an experiment with a part of the same key and settings each time. */
  private double timeOf(String name, Workplace.Maker<Double> part) throws IOException {
    Experiment experiment =
        new Experiment() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public String title() {
            return name;
          }

          @Override
          public Object settings() {
            return name;
          }

          @Override
          public List<Section> run(Workplace workplace) throws IOException {
            workplace.cached("slow-part", 1, Double.class, part);
            return List.of();
          }
        };
    return run(List.of(experiment)).get(0).seconds();
  }

  private static double pause(double seconds) {
    long end = System.nanoTime() + (long) (1e9 * seconds);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return seconds;
  }

  @Test
  void folder_thatWasStopped_isMadeAnew() throws IOException {
    try (Workplace workplace = workplace(JOB)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  workplace.folder(
                      "made",
                      1,
                      part -> {
                        Files.writeString(part.resolve("half"), "half");
                        throw new IllegalStateException("stopped");
                      }));
      for (int settings : new int[] {1, 1, 2}) {
        Path made =
            workplace.folder(
                "made",
                settings,
                part -> {
                  ran.add("made " + settings);
                  Files.writeString(part.resolve("whole"), "whole");
                });
        assertThat(made.resolve("whole")).exists();
        assertThat(made.resolve("half")).doesNotExist();
      }
    }
    assertThat(ran).containsExactly("made 1", "made 2");
  }

  @Test
  void row_ofAnotherLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Table.of(List.of("a"), List.of("b")).row(List.of("x")))
        .withMessageContaining("1 labels and 1 figures, but has 1 and 0");
  }

  private List<ExperimentResult> run(List<Experiment> experiments) throws IOException {
    try (Workplace workplace = workplace(JOB)) {
      return new ExperimentRunner(new Catalog(experiments), workplace, folder).run(List.of());
    }
  }

  private Workplace workplace(JobSettings settings) throws IOException {
    return new Workplace(
        folder.resolve("work"), Path.of("weights"), settings, new Progress(said::add));
  }
}

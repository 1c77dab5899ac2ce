package org.saev.examples.pictograms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.saev.SaevException;
import org.saev.examples.pictograms.experiments.Catalog;
import org.saev.examples.pictograms.experiments.ExperimentReport;
import org.saev.examples.pictograms.experiments.ExperimentRunner;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.PeakMemory;
import org.saev.examples.pictograms.job.Progress;

/**
 * The paper's experiments, replayed with the small model. What is finished isn't run again; a run
 * that was stopped goes on.
 */
public final class Experiments {

  private static final Path WEIGHTS = Path.of("weights");
  private static final Path OUTPUT = Path.of("target", "experiments");
  private static final String WORK = "work";

  private Experiments() {}

  /**
   * Runs experiments and prints the tables of all that are finished.
   *
   * @param args names of experiments, or {@code all}; without any, those of the system property
   *     {@code experiments}, separated by commas or spaces, and all if there is none
   */
  public static void main(String[] args) {
    List<String> names = args.length > 0 ? List.of(args) : split(System.getProperty("experiments"));
    try {
      // An unknown name is an error before anything is made.
      Catalog.standard().named(names);
      run(names);
    } catch (IllegalArgumentException | IOException | UncheckedIOException | SaevException e) {
      System.err.println("the experiments failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(List<String> names) throws IOException {
    Progress progress = new Progress(line -> System.out.println(line));
    try (Workplace workplace =
        new Workplace(OUTPUT.resolve(WORK), WEIGHTS, JobSettings.standard(), progress)) {
      ExperimentRunner runner = new ExperimentRunner(Catalog.standard(), workplace, OUTPUT);
      runner.run(names);
      System.out.printf("%n%s%n%n", ExperimentReport.markdown(runner.finished()));
      System.out.println("wrote " + OUTPUT.resolve(ExperimentRunner.REPORT));
    }
    System.out.println("used at most " + PeakMemory.text());
  }

  private static List<String> split(String names) {
    return names == null
        ? List.of()
        : Arrays.stream(names.split("[, ]+")).filter(name -> !name.isEmpty()).toList();
  }
}

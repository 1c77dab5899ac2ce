package org.saev.examples.pictograms.experiments;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.job.WholeFile;

/**
 * Runs experiments one after the other. Each result is kept in a file; one whose settings are still
 * the same isn't run again, so a run that was stopped goes on with what was missing.
 */
public final class ExperimentRunner {

  /** The report, in the output folder. */
  public static final String REPORT = "report.html";

  private final Catalog catalog;
  private final Workplace workplace;
  private final Path output;
  private final Progress progress;

  /**
   * Prepares to run.
   *
   * @param catalog the experiments that the report shows
   * @param workplace what they run in
   * @param output the folder of their results, made if it doesn't exist
   */
  public ExperimentRunner(Catalog catalog, Workplace workplace, Path output) {
    this.catalog = catalog;
    this.workplace = workplace;
    this.output = output;
    this.progress = workplace.progress();
  }

  /**
   * Runs what isn't finished, and writes the report after each.
   *
   * @param names of experiments; none means all
   * @return the results of these experiments, new or kept
   * @throws IOException if a file can't be read or written
   * @throws IllegalArgumentException if there is no such experiment
   */
  public List<ExperimentResult> run(List<String> names) throws IOException {
    List<Experiment> chosen = catalog.named(names);
    Files.createDirectories(output);
    List<ExperimentResult> results = new ArrayList<>();
    for (Experiment experiment : chosen) {
      Optional<ExperimentResult> kept = kept(experiment);
      if (kept.isPresent()) {
        progress.say(
            format(
                "%s: finished before, in %.0f s; to run it again delete %s and, if the code has"
                    + " changed, the parts in %s that it is made from",
                experiment.name(), kept.get().seconds(), file(experiment), workplace.folder()));
      }
      results.add(kept.isPresent() ? kept.get() : run(experiment));
      writeReport();
    }
    return results;
  }

  /**
   * The finished experiments of the catalogue.
   *
   * @return those whose settings are still the same
   * @throws IOException if a file can't be read
   */
  public List<ExperimentResult> finished() throws IOException {
    List<ExperimentResult> results = new ArrayList<>();
    for (Experiment experiment : catalog.all()) {
      kept(experiment).ifPresent(results::add);
    }
    return results;
  }

  private ExperimentResult run(Experiment experiment) throws IOException {
    progress.say(experiment.name() + ": begins");
    double start = System.nanoTime() / 1e9 + workplace.reusedSeconds();
    double sharedBefore = workplace.sharedSeconds();
    List<Section> sections = experiment.run(workplace);
    double shared = workplace.sharedSeconds() - sharedBefore;
    double seconds = System.nanoTime() / 1e9 + workplace.reusedSeconds() - start - shared;
    JsonElement settings = workplace.fingerprint(experiment.settings());
    ExperimentResult result =
        new ExperimentResult(
            experiment.name(), experiment.title(), settings, seconds, shared, sections);
    ResultJson.write(file(experiment), settings, seconds, result);
    progress.say(format("%s: finished in %.0f s", experiment.name(), seconds));
    return result;
  }

  private Optional<ExperimentResult> kept(Experiment experiment) throws IOException {
    JsonElement settings = workplace.fingerprint(experiment.settings());
    return ResultJson.<ExperimentResult>read(file(experiment), settings, ExperimentResult.class)
        .map(ResultJson.Kept::value);
  }

  private Path file(Experiment experiment) {
    return output.resolve(experiment.name() + ".json");
  }

  private void writeReport() throws IOException {
    WholeFile.write(output.resolve(REPORT), ExperimentReport.html(finished()));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

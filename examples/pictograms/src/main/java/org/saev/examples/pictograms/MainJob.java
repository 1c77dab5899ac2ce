package org.saev.examples.pictograms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.saev.SaevException;
import org.saev.examples.pictograms.job.JobFiles;
import org.saev.examples.pictograms.job.JobResult;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.JobTables;
import org.saev.examples.pictograms.job.LatentPages;
import org.saev.examples.pictograms.job.PeakMemory;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.job.SwapJob;
import org.saev.examples.pictograms.model.TrainedModels;

/**
 * The main job: captures activations of the trained vision-language model, trains SAE-V and a
 * text-only SAE, and shows how well each score finds the pairs whose caption was swapped.
 */
public final class MainJob {

  private static final Path WEIGHTS = Path.of("weights");
  private static final Path OUTPUT = Path.of("target", "main-job");

  private MainJob() {}

  /**
   * Runs the job.
   *
   * @param args the folder to write to, {@code target/main-job} if it isn't given, and the folder
   *     of the trained weights, {@code weights} if it isn't given
   */
  public static void main(String[] args) {
    Path output = args.length > 0 ? Path.of(args[0]) : OUTPUT;
    Path weights = args.length > 1 ? Path.of(args[1]) : WEIGHTS;
    try {
      run(output, weights);
    } catch (IOException | UncheckedIOException | SaevException e) {
      System.err.println("the main job failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Path output, Path weights) throws IOException {
    long start = System.nanoTime();
    try (TrainedModels models = TrainedModels.load(weights)) {
      Progress progress = new Progress(line -> System.out.println(line));
      JobResult result = new SwapJob(JobSettings.standard(), output, progress).run(models);
      System.out.printf("%n%s%n%n", new JobTables(result).text());
      for (Path file : JobFiles.write(result)) {
        System.out.println("wrote " + file);
      }
      System.out.println("wrote " + LatentPages.write(result, progress));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("took %.0f s and at most %s%n", seconds, PeakMemory.text());
  }
}

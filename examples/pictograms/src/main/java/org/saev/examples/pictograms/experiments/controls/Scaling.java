package org.saev.examples.pictograms.experiments.controls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.saev.activations.Modality;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.Scores;
import org.saev.store.ActivationStore;

/** SAE-V with more and fewer latents, and with more and fewer of them active. */
public final class Scaling implements Experiment {

  /**
   * What is tried: every number of latents with every k.
   *
   * @param latents numbers of latents
   * @param ks active latents a token
   * @param steps of each training
   */
  public record Settings(List<Integer> latents, List<Integer> ks, int steps) {
    /** Copies the lists. */
    public Settings {
      latents = List.copyOf(latents);
      ks = List.copyOf(ks);
    }

    /**
     * The settings of the figures in the documentation: fewer steps than the main job's, since the
     * largest take four times as long a step.
     *
     * @return the settings
     */
    public static Settings standard() {
      return new Settings(List.of(512, 2048, 8192), List.of(4, 16, 64), 300);
    }
  }

  /** One of the autoencoders; all that its training depends on. */
  private record Size(int latents, int k, int steps) {}

  /** What was found of one size. */
  private record Found(
      Interval fvu,
      Interval fvuText,
      Interval fvuImage,
      Latents latents,
      Map<String, Interval> aucs) {}

  private final Settings settings;

  /**
   * Makes the experiment.
   *
   * @param settings what is tried
   */
  public Scaling(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String title() {
    return "More and fewer latents";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    List<Pair> pairs = SwappedPairs.of(workplace);
    ActivationStore scored = workplace.store("swapped-pairs", "", () -> pairs);
    Map<Size, Found> found = new LinkedHashMap<>();
    for (int latents : settings.latents()) {
      for (int k : settings.ks()) {
        Size size = new Size(latents, k, settings.steps());
        found.put(
            size,
            workplace.cached(
                "scaling-%d-%d".formatted(latents, k),
                size,
                Found.class,
                () -> look(workplace, size, scored, pairs)));
      }
    }
    return List.of(reconstruction(workplace, found), areas(workplace, found));
  }

  private static Found look(
      Workplace workplace, Size size, ActivationStore scored, List<Pair> pairs) throws IOException {
    try (SparseAutoencoder saeV =
        Autoencoders.saeV(
            settings(workplace.settings(), size), workplace.reference(), workplace.progress())) {
      Findings findings =
          Findings.of(saeV, workplace.reference(), scored, Map.of(), workplace.settings().bound());
      Scores scores = findings.scores();
      boolean[] truth = Pairs.truth(pairs);
      Map<String, Interval> aucs = new LinkedHashMap<>();
      for (String score : scores.names()) {
        aucs.put(score, Auc.of(scores.column(score), truth, Bootstrap.DEFAULT));
      }
      ReconstructionReport report = findings.fidelity();
      return new Found(
          report.all().fvu(),
          report.byModality().get(Modality.TEXT).fvu(),
          report.byModality().get(Modality.IMAGE).fvu(),
          findings.latents(),
          aucs);
    }
  }

  private static JobSettings settings(JobSettings job, Size size) {
    return new JobSettings(
        job.referencePairs(),
        job.scoredPairs(),
        job.layer(),
        size.latents(),
        size.k(),
        size.steps(),
        job.bound(),
        job.referenceSeed(),
        job.scoredSeed(),
        job.trainingSeed());
  }

  private Section reconstruction(Workplace workplace, Map<Size, Found> found) {
    Table table =
        Table.of(
            List.of("latents", "k"),
            List.of(
                "FVU", "FVU text", "FVU image", "never", "shared", "mean weight", "random pairs"));
    for (Map.Entry<Size, Found> size : found.entrySet()) {
      Found f = size.getValue();
      table =
          table.row(
              names(size.getKey()),
              Figure.of(f.fvu()),
              Figure.of(f.fvuText()),
              Figure.of(f.fvuImage()),
              Figure.of(f.latents().dead()),
              Figure.of(f.latents().shared()),
              Figure.of(f.latents().weight()),
              Figure.of(f.latents().floor()));
    }
    return Section.of(
        String.format(
            Locale.ROOT,
            "SAE-V of several sizes, each trained for %,d steps on the %,d reference pairs. FVU on"
                + " the %,d scored pairs, intervals over pairs; shares of the latents that never"
                + " fire in the reference pairs or fire on words and patches alike, and the weights,"
                + " intervals over latents:",
            settings.steps(),
            workplace.settings().referencePairs(),
            workplace.settings().scoredPairs()),
        table,
        chart(found, "FVU", Found::fvu));
  }

  private Section areas(Workplace workplace, Map<Size, Found> found) {
    List<String> scores = List.copyOf(found.values().iterator().next().aucs().keySet());
    Table table = Table.of(List.of("latents", "k"), scores);
    for (Map.Entry<Size, Found> size : found.entrySet()) {
      table =
          table.row(
              names(size.getKey()),
              scores.stream().map(s -> Figure.of(size.getValue().aucs().get(s))).toList());
    }
    return Section.of(
        String.format(
            Locale.ROOT,
            "AUC of true against swapped captions; intervals over pairs. A latent is active above"
                + " the main job's bound of %.1f; in the published score above 1; in the last"
                + " column whenever it fires:",
            workplace.settings().bound()),
        table,
        chart(found, "AUC, " + ScoreSuite.CHOSEN, f -> f.aucs().get(ScoreSuite.CHOSEN)));
  }

  private Chart chart(Map<Size, Found> found, String title, Function<Found, Interval> figure) {
    Chart chart = Chart.lines("latents", title);
    for (int k : settings.ks()) {
      List<Chart.Point> points = new ArrayList<>();
      for (int latents : settings.latents()) {
        Found at = found.get(new Size(latents, k, settings.steps()));
        points.add(new Chart.Point(latents, figure.apply(at)));
      }
      chart = chart.with("k = " + k, points);
    }
    return chart;
  }

  private static List<String> names(Size size) {
    return List.of(String.format(Locale.ROOT, "%,d", size.latents()), Integer.toString(size.k()));
  }
}

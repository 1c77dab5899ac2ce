package org.saev.examples.pictograms.experiments.controls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saev.Saev;
import org.saev.activations.Modality;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.examples.pictograms.job.Capture;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.Scores;
import org.saev.store.ActivationStore;

/**
 * SAE-V on the model with random weights: what it shows there, it doesn't show of what the model
 * has learned (Heap et al. 2025, arXiv 2501.17727).
 */
public final class RandomModel implements Experiment {

  /**
   * What is tried.
   *
   * @param modelSeed decides the random weights
   */
  public record Settings(long modelSeed) {}

  private static final String TRAINED = "trained";
  private static final String RANDOM = "random weights";

  private final Settings settings;

  /**
   * Makes the experiment.
   *
   * @param settings what is tried
   */
  public RandomModel(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "random-model";
  }

  @Override
  public String title() {
    return "The model with random weights, as a control";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    List<Pair> pairs = SwappedPairs.of(workplace);
    ActivationStore scored = workplace.store("swapped-pairs", "", () -> pairs);
    Map<String, Findings> found = new LinkedHashMap<>();
    found.put(
        TRAINED, look(workplace, workplace.reference(), scored, workplace.autoencoders().saeV()));
    Path folder = workplace.folder("random-model", settings, part -> make(workplace, pairs, part));
    try (ActivationStore reference = ActivationStore.open(folder.resolve("reference"));
        ActivationStore swapped = ActivationStore.open(folder.resolve("scored"));
        SparseAutoencoder saeV = Saev.load(folder.resolve("sae-v"))) {
      found.put(RANDOM, look(workplace, reference, swapped, saeV));
    }
    return List.of(fidelity(workplace, found), latents(found), scores(found, pairs));
  }

  private void make(Workplace workplace, List<Pair> pairs, Path part) throws IOException {
    JobSettings job = workplace.settings();
    Progress progress = workplace.progress();
    // The loss without the picture is asked for by IFD: of a language model with random weights.
    try (TrainedModels models =
        new TrainedModels(
            VisionLanguageModel.random(ModelConfig.standard(false), settings.modelSeed()),
            VisionLanguageModel.random(ModelConfig.standard(true), settings.modelSeed()))) {
      Capture capture = new Capture(models, job.layer());
      progress.begin("capturing with random weights", "pairs");
      int all = job.referencePairs() + pairs.size();
      capture.write(
          Pairs.clean(job.referencePairs(), job.referenceSeed(), workplace.renderer()),
          part.resolve("reference"),
          done -> progress.at(done, all, ""));
      capture.write(
          pairs, part.resolve("scored"), done -> progress.at(job.referencePairs() + done, all, ""));
      progress.end(String.format(Locale.ROOT, "%,d pairs", all));
    }
    try (ActivationStore reference = ActivationStore.open(part.resolve("reference"));
        SparseAutoencoder trained = Autoencoders.saeV(job, reference, progress)) {
      trained.save(part.resolve("sae-v"));
    }
  }

  private static Findings look(
      Workplace workplace,
      ActivationStore reference,
      ActivationStore scored,
      SparseAutoencoder saeV) {
    return Findings.of(
        saeV, reference, scored, ScoreSuite.baselines(), workplace.settings().bound());
  }

  private static Section fidelity(Workplace workplace, Map<String, Findings> found) {
    Table table = Table.of(List.of("model"), List.of("FVU", "FVU text", "FVU image", "L1"));
    for (Map.Entry<String, Findings> model : found.entrySet()) {
      ReconstructionReport report = model.getValue().fidelity();
      table =
          table.row(
              List.of(model.getKey()),
              Figure.of(report.all().fvu()),
              Figure.of(report.byModality().get(Modality.TEXT).fvu()),
              Figure.of(report.byModality().get(Modality.IMAGE).fvu()),
              Figure.of(report.all().l1()));
    }
    JobSettings job = workplace.settings();
    return Section.of(
        String.format(
            Locale.ROOT,
            "The same pairs, layer and training of SAE-V (%,d latents, k = %d, %,d steps) on the"
                + " trained model and on one of the same sizes with random weights. How SAE-V"
                + " reconstructs the %,d scored pairs; intervals over pairs:",
            job.latents(),
            job.k(),
            job.steps(),
            job.scoredPairs()),
        table);
  }

  private static Section latents(Map<String, Findings> found) {
    Table table =
        Table.of(
            List.of("model"),
            List.of(
                "shared",
                "text only",
                "image only",
                "never",
                "with weight",
                "mean weight",
                "random pairs"));
    for (Map.Entry<String, Findings> model : found.entrySet()) {
      Latents latents = model.getValue().latents();
      table =
          table.row(
              List.of(model.getKey()),
              Figure.of(latents.shared()),
              Figure.of(latents.textOnly()),
              Figure.of(latents.imageOnly()),
              Figure.of(latents.dead()),
              Figure.of(latents.weighted()),
              Figure.of(latents.weight()),
              Figure.of(latents.floor()));
    }
    return Section.of(
        "Shares of the latents by what they fire on in the reference pairs, and the cross-modal"
            + " weights beside the cosine of random text-image token pairs; intervals over latents:",
        table);
  }

  private static Section scores(Map<String, Findings> found, List<Pair> pairs) {
    boolean[] matched = Pairs.truth(pairs);
    Scores trained = found.get(TRAINED).scores();
    Scores random = found.get(RANDOM).scores();
    Table table =
        Table.of(List.of("score"), List.of("AUC " + TRAINED, "AUC " + RANDOM, "difference"));
    for (String score : trained.names()) {
      double[] first = trained.column(score);
      double[] second = random.column(score);
      table =
          table.row(
              List.of(score),
              Figure.of(Auc.of(first, matched, Bootstrap.DEFAULT)),
              Figure.of(Auc.of(second, matched, Bootstrap.DEFAULT)),
              Figure.of(Auc.compare(first, second, matched, Bootstrap.DEFAULT)));
    }
    return Section.of("How well scores tell the true captions from the swapped ones:", table);
  }
}

package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.saev.activations.Modality;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.method.CrossModalWeights;
import org.saev.method.LatentModality;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;

/** The main job's result as text. */
public final class JobTables {

  private final JobResult result;

  /**
   * Makes the tables.
   *
   * @param result what they show
   */
  public JobTables(JobResult result) {
    this.result = result;
  }

  /** A table, and what one has to know to read it. */
  record Section(String note, TextTable table) {}

  /**
   * All tables with what one has to know to read them.
   *
   * @return several lines of Markdown
   */
  public String text() {
    return sections().stream()
        .map(section -> section.note() + "\n\n" + section.table())
        .collect(Collectors.joining("\n\n"));
  }

  List<Section> sections() {
    JobSettings s = result.settings();
    long swapped = result.pairs().stream().filter(pair -> !pair.matched()).count();
    return List.of(
        new Section(
            format(
                "Residual stream after layer %d; autoencoders of %,d latents, k = %d, trained for"
                    + " %,d steps on %,d reference pairs, all with true captions. How they"
                    + " reconstruct the %,d pairs that are scored:",
                s.layer(),
                s.latents(),
                s.k(),
                s.steps(),
                s.referencePairs(),
                result.pairs().size()),
            reconstruction()),
        new Section(
            "The latents by what they fire on in the reference pairs; the cross-modal weights"
                + " fitted there, beside the cosine of random text-image token pairs:",
            latents()),
        new Section(
            format(
                "How well each score finds the %,d swapped captions among the %,d pairs, and how"
                    + " pure the data are when the pairs with the highest scores are kept (%s are"
                    + " pure without a filter). Shuffled: AUC of true pairs against pairs put"
                    + " together after the model has run. Intervals: 95 %%, bootstrap.",
                swapped,
                result.pairs().size(),
                format("%.3f", 1 - (double) swapped / result.pairs().size())),
            scores()),
        new Section("Differences of AUC, on the same resamples:", comparisons()));
  }

  private TextTable reconstruction() {
    return new TextTable(
            "trained on", "FVU", "FVU text", "FVU image", "L0", "L0 text", "L0 image", "dead")
        .row(row("SAE-V: text and image", result.saeV()))
        .row(row("SAE: text", result.sae()));
  }

  private static List<String> row(String name, Evaluation evaluation) {
    Reconstruction text = evaluation.byModality().get(Modality.TEXT);
    Reconstruction image = evaluation.byModality().get(Modality.IMAGE);
    return List.of(
        name,
        format("%.3f", evaluation.all().fvu()),
        format("%.3f", text.fvu()),
        format("%.3f", image.fvu()),
        format("%.1f", evaluation.all().l0()),
        format("%.1f", text.l0()),
        format("%.1f", image.l0()),
        Integer.toString(evaluation.all().deadLatents()));
  }

  private TextTable latents() {
    return new TextTable(
            "latents of",
            "shared",
            "text only",
            "image only",
            "never",
            "with weight",
            "mean weight",
            "random pairs")
        .row(row("SAE-V", result.saeVWeights()))
        .row(row("SAE", result.saeWeights()));
  }

  private static List<String> row(String name, CrossModalWeights weights) {
    double[] fitted = Arrays.stream(weights.weights()).filter(w -> !Double.isNaN(w)).toArray();
    return List.of(
        name,
        Integer.toString(weights.count(LatentModality.SHARED)),
        Integer.toString(weights.count(LatentModality.TEXT_ONLY)),
        Integer.toString(weights.count(LatentModality.IMAGE_ONLY)),
        Integer.toString(weights.count(LatentModality.NEVER)),
        Integer.toString(fitted.length),
        fitted.length == 0 ? "-" : Bootstrap.DEFAULT.mean(fitted).text(),
        Bootstrap.DEFAULT.mean(weights.floorCosines()).text());
  }

  private TextTable scores() {
    List<String> header = new ArrayList<>(List.of("score", "AUC", "AUC shuffled"));
    for (double share : ScoreTable.SHARES) {
      header.add(format("top %.0f %%", 100 * share));
    }
    TextTable table = new TextTable(header);
    for (ScoreTable.Row row : result.table()) {
      List<String> cells = new ArrayList<>();
      cells.add(
          row.unscored() == 0 ? row.name() : row.name() + " (" + row.unscored() + " unscored)");
      cells.add(text(row.auc()));
      cells.add(text(row.shuffled()));
      row.purity().forEach(point -> cells.add(text(point.purity())));
      table.row(cells);
    }
    return table;
  }

  private TextTable comparisons() {
    TextTable table = new TextTable("AUC of", "less that of", "difference", "p");
    for (ScoreTable.Comparison comparison : result.comparisons()) {
      table.row(
          comparison.first(),
          comparison.second(),
          text(comparison.auc().difference()),
          format("%.3f", comparison.auc().pValue()));
    }
    return table;
  }

  private static String text(Interval interval) {
    return Double.isNaN(interval.estimate()) ? "-" : interval.text();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  /**
   * All tables with what one has to know to read them.
   *
   * @return several lines of Markdown
   */
  public String text() {
    return String.join("\n\n", setting(), reconstruction(), latents(), scores(), advantage());
  }

  private String setting() {
    JobSettings s = result.settings();
    return String.format(
        Locale.ROOT,
        "Residual stream after layer %d; %,d latents, k = %d, %,d steps of training on the %,d"
            + " reference pairs (all captions true),%non which the cross-modal weights were fitted"
            + " too. Everything below is measured on %,d other pairs, of which %,d have the"
            + " caption of another scene.",
        s.layer(),
        s.latents(),
        s.k(),
        s.steps(),
        s.referencePairs(),
        result.pairs().size(),
        result.pairs().stream().filter(pair -> !pair.matched()).count());
  }

  private String reconstruction() {
    TextTable table =
        new TextTable(
            "trained on", "FVU", "FVU text", "FVU image", "L0", "L0 text", "L0 image", "dead");
    return table
        .row(row("SAE-V (text and image)", result.saeV()))
        .row(row("SAE (text)", result.sae()))
        .toString();
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

  private String latents() {
    TextTable table =
        new TextTable(
            "latents of",
            "shared",
            "text only",
            "image only",
            "never",
            "with weight",
            "mean weight",
            "random pairs");
    return table
        .row(row("SAE-V", result.saeVWeights()))
        .row(row("SAE", result.saeWeights()))
        .toString();
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

  private String scores() {
    List<String> header = new ArrayList<>(List.of("score", "AUC"));
    for (double share : ScoreTable.SHARES) {
      header.add(format("purity of top %.0f %%", 100 * share));
    }
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (ScoreTable.Row row : result.table()) {
      List<String> cells = new ArrayList<>();
      cells.add(
          row.unscored() == 0 ? row.name() : row.name() + " (" + row.unscored() + " unscored)");
      cells.add(row.auc().text());
      row.purity().forEach(point -> cells.add(point.purity().text()));
      table.row(cells);
    }
    return table.toString();
  }

  private String advantage() {
    Interval difference = result.advantage().difference();
    return String.format(
        Locale.ROOT,
        "AUC of \"%s\" less that of \"%s\": %s, p = %.3f. Intervals: 95 %%, bootstrap of the"
            + " scored pairs.",
        ScoreSuite.CHOSEN,
        ScoreSuite.RAW,
        difference.text(),
        result.advantage().pValue());
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}

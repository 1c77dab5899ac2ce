package org.saev.examples.pictograms.experiments.replacing;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.activations.Modality;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.HeldOut;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.method.evaluation.LossRecovered;
import org.saev.method.evaluation.LossTable;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.store.ActivationStore;
import org.saev.training.TokenSelection;

/**
 * The paper's reconstruction table: the loss of the captions with the model's own activations, with
 * zeros, and with what SAE and SAE-V make of them, where words, patches or both are replaced.
 *
 * @param heldOut the pairs that it is measured on
 */
public record ReconstructionExperiment(HeldOut heldOut) implements Experiment {

  private static final int BATCH = 64;
  private static final String SAE = "SAE";
  private static final String SAE_V = "SAE-V";
  private static final Bootstrap BOOTSTRAP = Bootstrap.DEFAULT;

  @Override
  public String name() {
    return "reconstruction";
  }

  @Override
  public String title() {
    return "Reconstruction";
  }

  @Override
  public Object settings() {
    return heldOut;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    Map<String, LossTable> tables = new LinkedHashMap<>();
    tables.put("text", measure(workplace, "text", TokenSelection.of(Modality.TEXT)));
    tables.put("image", measure(workplace, "image", TokenSelection.of(Modality.IMAGE)));
    tables.put("mixed", measure(workplace, "mixed", TokenSelection.ORDINARY));
    return List.of(losses(tables), recovered(tables), fidelity(workplace));
  }

  private LossTable measure(Workplace workplace, String what, TokenSelection replaced)
      throws IOException {
    ActivationStore store = heldOut.store(workplace);
    Autoencoders autoencoders = workplace.autoencoders();
    HookedCaptions model =
        new HookedCaptions(
            workplace.models().model(), workplace.settings().layer(), heldOut.pairs(workplace));
    workplace.progress().begin("replacing " + what, "pairs");
    LossTable table =
        LossRecovered.on(store)
            .autoencoder(SAE, autoencoders.sae())
            .autoencoder(SAE_V, autoencoders.saeV())
            .replacing(replaced)
            .batch(BATCH)
            .progress(done -> workplace.progress().at(done, heldOut.scenes(), ""))
            .measure(model);
    workplace.progress().end(heldOut.scenes() + " pairs");
    return table;
  }

  private Section losses(Map<String, LossTable> tables) {
    List<String> runs = tables.get("text").runs();
    Table table = Table.of(List.of("replaced"), runs);
    for (Map.Entry<String, LossTable> entry : tables.entrySet()) {
      table =
          table.row(
              List.of(entry.getKey()),
              runs.stream().map(run -> Figure.of(entry.getValue().loss(run, BOOTSTRAP))).toList());
    }
    return Section.of(
        String.format(
            Locale.ROOT,
            "Next-token cross-entropy of the words of %,d true captions of held-out scenes, nats a"
                + " word, when the residual stream is replaced at text tokens, image tokens or"
                + " both:",
            heldOut.scenes()),
        table);
  }

  private static Section recovered(Map<String, LossTable> tables) {
    Table table = Table.of(List.of("replaced"), List.of(SAE, SAE_V, SAE_V + " less " + SAE));
    for (Map.Entry<String, LossTable> entry : tables.entrySet()) {
      LossTable losses = entry.getValue();
      table =
          table.row(
              List.of(entry.getKey()),
              Figure.of(losses.recovered(SAE, BOOTSTRAP)),
              Figure.of(losses.recovered(SAE_V, BOOTSTRAP)),
              Figure.of(losses.compare(SAE_V, SAE, BOOTSTRAP)));
    }
    List<LossTable> inOrder = List.copyOf(tables.values());
    Chart chart = Chart.bars("loss recovered", List.copyOf(tables.keySet()));
    for (String run : List.of(SAE, SAE_V)) {
      chart =
          chart.with(
              run,
              IntStream.range(0, inOrder.size())
                  .mapToObj(i -> new Chart.Point(i, inOrder.get(i).recovered(run, BOOTSTRAP)))
                  .toList());
    }
    return Section.of(
        "Loss recovered, (Zero - run) / (Zero - Original); 1 is as good as the model's own"
            + " activations, 0 as bad as zeros:",
        table,
        chart);
  }

  private Section fidelity(Workplace workplace) throws IOException {
    Table table = Table.of(List.of("autoencoder", "tokens"), List.of("FVU", "L0"));
    Map<String, SparseAutoencoder> autoencoders = new LinkedHashMap<>();
    autoencoders.put(SAE, workplace.autoencoders().sae());
    autoencoders.put(SAE_V, workplace.autoencoders().saeV());
    for (Map.Entry<String, SparseAutoencoder> entry : autoencoders.entrySet()) {
      ReconstructionReport report = Fidelities.report(heldOut.store(workplace), entry.getValue());
      for (Modality modality : report.byModality().keySet()) {
        table =
            table.row(
                List.of(entry.getKey(), modality.name().toLowerCase(Locale.ROOT)),
                Figure.of(report.byModality().get(modality).fvu()),
                Figure.of(report.byModality().get(modality).l0()));
      }
    }
    return Section.of(
        "Fraction of variance unexplained and active latents a token, on the same pairs:", table);
  }
}

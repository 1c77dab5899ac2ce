package org.saev.examples.pictograms.experiments.replacing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Experiment;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.HeldOut;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Autoencoders;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.method.evaluation.Fidelity;
import org.saev.method.evaluation.LossRecovered;
import org.saev.method.evaluation.LossTable;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.TokenSelection;

/**
 * The paper's transfer: autoencoders trained on the multimodal model, used on the language model
 * that it was made from. Beside them stands an SAE of the same size that was trained on the
 * language model itself: what could be reached there.
 *
 * @param heldOut the pairs that it is measured on
 */
public record TransferExperiment(HeldOut heldOut) implements Experiment {

  private static final int BATCH = 64;
  private static final String SAE = "SAE";
  private static final String SAE_V = "SAE-V";
  private static final String OWN = "SAE of the text-only stage";
  private static final String TEXT_ONLY = "text-only stage";
  private static final String MULTIMODAL = "multimodal";
  private static final Bootstrap BOOTSTRAP = Bootstrap.DEFAULT;

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public String title() {
    return "Transfer to the language model";
  }

  @Override
  public Object settings() {
    return heldOut;
  }

  @Override
  public List<Section> run(Workplace workplace) throws IOException {
    List<Pair> pairs = heldOut.pairs(workplace);
    int layer = workplace.settings().layer();
    Autoencoders trained = workplace.autoencoders();
    ActivationSource own = heldOut.store(workplace);
    try (ActivationSource base = TextCapture.of(workplace.models().base(), layer, pairs);
        SparseAutoencoder ofBase = Saev.load(trainOnBase(workplace))) {
      Map<String, SparseAutoencoder> three = new LinkedHashMap<>();
      three.put(SAE, trained.sae());
      three.put(SAE_V, trained.saeV());
      three.put(OWN, ofBase);
      LossTable onOwn =
          measure(
              workplace, own, three, new HookedCaptions(workplace.models().model(), layer, pairs));
      LossTable onBase =
          measure(
              workplace, base, three, new HookedCaptions(workplace.models().base(), layer, pairs));
      return List.of(
          figures(own, base, three, onOwn, onBase), losses(onOwn, onBase), differences(onBase));
    }
  }

  private Path trainOnBase(Workplace workplace) throws IOException {
    return workplace
        .folder(
            "transfer-sae-of-text-stage",
            "",
            folder -> {
              List<Pair> reference =
                  Pairs.clean(
                      workplace.settings().referencePairs(),
                      workplace.settings().referenceSeed(),
                      workplace.renderer());
              try (ActivationSource captions =
                      TextCapture.of(
                          workplace.models().base(), workplace.settings().layer(), reference);
                  SparseAutoencoder sae =
                      Autoencoders.trainSae(workplace.settings(), captions, workplace.progress())) {
                sae.save(folder.resolve("sae"));
              }
            })
        .resolve("sae");
  }

  private LossTable measure(
      Workplace workplace,
      ActivationSource source,
      Map<String, SparseAutoencoder> autoencoders,
      HookedCaptions model) {
    LossRecovered measurement =
        LossRecovered.on(source).replacing(TokenSelection.of(Modality.TEXT)).batch(BATCH);
    autoencoders.forEach(measurement::autoencoder);
    workplace.progress().begin("replacing words", "pairs");
    LossTable table =
        measurement
            .progress(done -> workplace.progress().at(done, heldOut.scenes(), ""))
            .measure(model);
    workplace.progress().end(heldOut.scenes() + " pairs");
    return table;
  }

  private Section figures(
      ActivationSource own,
      ActivationSource base,
      Map<String, SparseAutoencoder> three,
      LossTable onOwn,
      LossTable onBase) {
    Table table =
        Table.of(List.of("autoencoder", "used on"), List.of("FVU", "L0", "loss recovered"));
    Chart chart = Chart.bars("loss recovered", List.copyOf(three.keySet()));
    for (String model : List.of(MULTIMODAL, TEXT_ONLY)) {
      LossTable losses = model.equals(MULTIMODAL) ? onOwn : onBase;
      ActivationSource source = model.equals(MULTIMODAL) ? own : base;
      List<Chart.Point> points = new ArrayList<>();
      for (Map.Entry<String, SparseAutoencoder> entry : three.entrySet()) {
        Fidelity text = Fidelities.report(source, entry.getValue()).byModality().get(Modality.TEXT);
        Interval recovered = losses.recovered(entry.getKey(), BOOTSTRAP);
        points.add(new Chart.Point(points.size(), recovered));
        table =
            table.row(
                List.of(entry.getKey(), model),
                Figure.of(text.fvu()),
                Figure.of(text.l0()),
                Figure.of(recovered));
      }
      chart = chart.with("on the " + model, points);
    }
    return Section.of(
        String.format(
            Locale.ROOT,
            "SAE and SAE-V were trained on the multimodal model. Here they are used on the words of"
                + " %,d captions of held-out scenes, as the multimodal model reads them beside the"
                + " picture and as the text-only stage reads them alone; words are replaced,"
                + " patches aren't:",
            heldOut.scenes()),
        table,
        chart);
  }

  private static Section losses(LossTable onOwn, LossTable onBase) {
    Table table = Table.of(List.of("used on"), onOwn.runs());
    table = table.row(List.of(MULTIMODAL), losses(onOwn));
    table = table.row(List.of(TEXT_ONLY), losses(onBase));
    return Section.of("The losses behind it, nats a word:", table);
  }

  private static List<Figure> losses(LossTable losses) {
    return losses.runs().stream().map(run -> Figure.of(losses.loss(run, BOOTSTRAP))).toList();
  }

  private static Section differences(LossTable onBase) {
    Table table =
        Table.of(List.of("loss recovered by", "less that by"), List.of("difference"))
            .row(List.of(SAE_V, SAE), Figure.of(onBase.compare(SAE_V, SAE, BOOTSTRAP)))
            .row(List.of(SAE_V, OWN), Figure.of(onBase.compare(SAE_V, OWN, BOOTSTRAP)))
            .row(List.of(SAE, OWN), Figure.of(onBase.compare(SAE, OWN, BOOTSTRAP)));
    return Section.of("Differences on the text-only stage, on the same resamples:", table);
  }
}

package org.saev.examples.pictograms.experiments.filtering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PurityCurve;

/** How each score tells true captions from false ones. */
final class PuritySection {

  private PuritySection() {}

  static Section of(NoisyPairs noisy, List<Double> shares, int layer) {
    List<Pair> pairs = noisy.pairs();
    List<String> columns = new ArrayList<>(List.of("AUC"));
    for (Corruption corruption : Corruption.values()) {
      columns.add("AUC " + corruption.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    double[] filtered =
        shares.stream().filter(s -> s < 1).mapToDouble(Double::doubleValue).toArray();
    for (double share : filtered) {
      columns.add("true in best " + Choice.percent(share));
    }
    Table table = Table.of(List.of("score"), columns);
    for (String score : NoisyPairs.names()) {
      double[] values = noisy.scores().column(score);
      List<Figure> figures = new ArrayList<>();
      figures.add(Figure.of(auc(values, pairs, null)));
      for (Corruption corruption : Corruption.values()) {
        figures.add(Figure.of(auc(values, pairs, corruption)));
      }
      PurityCurve.of(values, Pairs.truth(pairs), Bootstrap.DEFAULT, filtered)
          .forEach(point -> figures.add(Figure.of(point.purity())));
      table = table.row(List.of(score), figures);
    }
    long corrupted = pairs.stream().filter(pair -> !pair.matched()).count();
    return Section.of(
        String.format(
            Locale.ROOT,
            "How each score tells true from false captions in the training set: %,d pairs, %,d of"
                + " them with a false caption, a third each swapped, with a wrong colour and with"
                + " a wrong object. Scored are the activations of the trained model after layer %d,"
                + " below which the trainings change nothing. SAE-V is trained and its weights are"
                + " fitted on this noisy set; IFD asks the whole trained model.",
            pairs.size(),
            corrupted,
            layer),
        table);
  }

  /** The AUC against the captions that were made false in one way, or in any. */
  private static Interval auc(double[] values, List<Pair> pairs, Corruption way) {
    int[] rows =
        IntStream.range(0, values.length)
            .filter(
                row ->
                    way == null
                        || pairs.get(row).matched()
                        || pairs.get(row).corruption().orElseThrow() == way)
            .toArray();
    return Auc.of(
        IntStream.of(rows).mapToDouble(row -> values[row]).toArray(),
        Pairs.truth(IntStream.of(rows).mapToObj(pairs::get).toList()),
        Bootstrap.DEFAULT);
  }
}

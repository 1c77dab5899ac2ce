package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;

/**
 * The tables of text masking.
 *
 * @param whole of the whole captions, one a scene
 * @param byChoice by the score that chose the words: [share][scene]
 */
record RetrievalSections(Retrieval[] whole, Map<String, Retrieval[][]> byChoice) {

  private static final Bootstrap BOOTSTRAP = Bootstrap.DEFAULT;

  List<Section> sections() {
    int candidates = NearPictures.COUNT + 1;
    return List.of(
        figures(
            Retrieval::beaten,
            "near pictures told apart",
            ("Share of the near pictures, which differ in the name or the colour of one thing, that"
                    + " the kept words of a caption tell from its own picture, on %,d held-out"
                    + " scenes, when the words with the lowest scores are masked; 0.5 is chance:")
                .formatted(whole.length)),
        differences(),
        figures(
            Retrieval::found,
            "own picture found",
            ("Share of the captions that find their own picture among %d, itself and %d near ones;"
                    + " %.1f is chance:")
                .formatted(candidates, NearPictures.COUNT, 1.0 / candidates)));
  }

  private Section figures(ToDoubleFunction<Retrieval> figure, String axis, String note) {
    List<String> heads = new ArrayList<>(List.of("none masked"));
    heads.addAll(Shares.heads());
    Table table = Table.of(List.of("words kept by"), heads);
    Chart chart = Chart.lines("masked, % of the words", axis);
    for (Map.Entry<String, Retrieval[][]> choice : byChoice.entrySet()) {
      List<Interval> means = new ArrayList<>(List.of(mean(whole, figure)));
      Arrays.stream(choice.getValue()).forEach(share -> means.add(mean(share, figure)));
      table = table.row(List.of(choice.getKey()), means.stream().map(Figure::of).toList());
      List<Chart.Point> points = new ArrayList<>();
      for (int i = 0; i < means.size(); i++) {
        points.add(new Chart.Point(i == 0 ? 0 : 100 * Shares.masked(i - 1), means.get(i)));
      }
      chart = chart.with(choice.getKey(), points);
    }
    return Section.of(note, table, chart);
  }

  private Section differences() {
    Table table = Table.of(List.of("told apart by", "less those by"), Shares.heads());
    for (String[] pair : Comparisons.of(List.copyOf(byChoice.keySet()))) {
      table =
          table.row(
              List.of(pair),
              IntStream.range(0, Shares.count())
                  .mapToObj(
                      share ->
                          Figure.of(
                              BOOTSTRAP.compareMeans(
                                  values(byChoice.get(pair[0])[share], Retrieval::beaten),
                                  values(byChoice.get(pair[1])[share], Retrieval::beaten))))
                  .toList());
    }
    return Section.of("Differences of this share, on the same resamples of scenes:", table);
  }

  private static Interval mean(Retrieval[] retrievals, ToDoubleFunction<Retrieval> figure) {
    return BOOTSTRAP.mean(values(retrievals, figure));
  }

  private static double[] values(Retrieval[] retrievals, ToDoubleFunction<Retrieval> figure) {
    return Arrays.stream(retrievals).mapToDouble(figure).toArray();
  }
}

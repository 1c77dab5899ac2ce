package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.scene.Word;

/** The tables of patch masking. */
final class MaskedWordSections {

  private static final List<Word.Kind> KINDS =
      List.of(Word.Kind.NAME, Word.Kind.COLOR, Word.Kind.SIZE, Word.Kind.RELATION);

  private MaskedWordSections() {}

  static List<Section> of(Map<Fill, MaskedWords> results, int scenes) {
    MaskedWords black = results.get(Fill.BLACK);
    MaskedWords light = results.get(Fill.LIGHT);
    return List.of(
        accuracy(
            black,
            String.format(
                Locale.ROOT,
                "Share of the words that the picture determines which the model gets right, on %,d"
                    + " held-out scenes, when patches with the lowest scores are blackened:",
                scenes)),
        differences(
            black, "Differences of this share between scores, on the same resamples of scenes:"),
        kinds(black),
        loss(black),
        accuracy(
            light,
            "The same share when masked patches are painted as light as a background instead:"),
        differences(light, "Differences of this share with light patches:"));
  }

  private static Section accuracy(MaskedWords words, String note) {
    Table table = Table.of(List.of("patches kept by"), withNone());
    Chart chart = Chart.lines("masked, % of the patches", "right words");
    for (String choice : words.choices()) {
      List<Figure> figures = new ArrayList<>(List.of(Figure.of(words.wholeAccuracy())));
      List<Chart.Point> points =
          new ArrayList<>(List.of(new Chart.Point(0, words.wholeAccuracy())));
      for (int share = 0; share < Shares.count(); share++) {
        figures.add(Figure.of(words.accuracy(choice, share)));
        points.add(new Chart.Point(100 * Shares.masked(share), words.accuracy(choice, share)));
      }
      table = table.row(List.of(choice), figures);
      chart = chart.with(choice, points);
    }
    return Section.of(note, table, chart);
  }

  private static Section differences(MaskedWords words, String note) {
    Table table = Table.of(List.of("right words by", "less those by"), Shares.heads());
    for (String[] pair : Comparisons.of(words.choices(), PatchMasking.ATTENTION)) {
      table =
          table.row(
              List.of(pair),
              IntStream.range(0, Shares.count())
                  .mapToObj(share -> Figure.of(words.compare(pair[0], pair[1], share)))
                  .toList());
    }
    return Section.of(note, table);
  }

  private static Section kinds(MaskedWords words) {
    Table table =
        Table.of(
            List.of("patches kept by"),
            KINDS.stream().map(kind -> kind.name().toLowerCase(Locale.ROOT)).toList());
    table =
        table.row(
            List.of("all kept"),
            KINDS.stream().map(kind -> Figure.of(words.wholeAccuracy(kind))).toList());
    for (String choice : words.choices()) {
      table =
          table.row(
              List.of(choice),
              KINDS.stream()
                  .map(kind -> Figure.of(words.accuracy(choice, Shares.HALF, kind)))
                  .toList());
    }
    return Section.of("By the kind of word, with half of the patches blackened:", table);
  }

  private static Section loss(MaskedWords words) {
    Table table = Table.of(List.of("patches kept by"), withNone());
    for (String choice : words.choices()) {
      List<Figure> figures = new ArrayList<>(List.of(Figure.of(words.wholeLoss())));
      for (int share = 0; share < Shares.count(); share++) {
        figures.add(Figure.of(words.loss(choice, share)));
      }
      table = table.row(List.of(choice), figures);
    }
    return Section.of(
        "Cross-entropy of the whole caption with blackened patches, nats a token:", table);
  }

  private static List<String> withNone() {
    List<String> heads = new ArrayList<>(List.of("none masked"));
    heads.addAll(Shares.heads());
    return heads;
  }
}

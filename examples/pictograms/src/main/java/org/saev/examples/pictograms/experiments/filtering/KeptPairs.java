package org.saev.examples.pictograms.experiments.filtering;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Section;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.examples.pictograms.job.Pair;
import org.saev.method.statistics.Bootstrap;

/** What the pairs that a filter keeps are like. */
final class KeptPairs {

  private static final int MOST_THINGS = 3;

  private KeptPairs() {}

  static Section section(List<Choice> choices, NoisyPairs noisy) {
    Table table =
        Table.of(
            List.of("kept", "score"),
            List.of("true captions", "words in a caption", "one thing", "three things"));
    for (Choice choice : choices) {
      List<Pair> kept = choice.kept(noisy).stream().map(noisy::pair).toList();
      table =
          table.row(
              List.of(Choice.percent(choice.share()), choice.row()),
              mean(kept, pair -> pair.matched() ? 1 : 0),
              mean(kept, PairClass.CAPTION_LENGTH::size),
              mean(kept, pair -> PairClass.THINGS.size(pair) == 1 ? 1 : 0),
              mean(kept, pair -> PairClass.THINGS.size(pair) == MOST_THINGS ? 1 : 0));
    }
    return Section.of(
        "What the filters keep: the share of true captions, the words in a caption, and the shares"
            + " of scenes with one thing and with three. Intervals over the pairs kept.",
        table);
  }

  private static Figure mean(List<Pair> kept, ToDoubleFunction<Pair> of) {
    return Figure.of(Bootstrap.DEFAULT.mean(kept.stream().mapToDouble(of).toArray()));
  }
}

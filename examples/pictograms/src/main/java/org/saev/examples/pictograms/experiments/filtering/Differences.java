package org.saev.examples.pictograms.experiments.filtering;

import java.util.List;
import java.util.function.DoubleFunction;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.method.statistics.PairedDifference;

/** How trainings differ, by the share of the pairs that was kept, as a table. */
final class Differences {

  private final List<Double> shares;
  private Table table;

  /**
   * Begins without rows.
   *
   * @param rows what a row is of
   * @param shares of the pairs, a column each
   */
  Differences(String rows, List<Double> shares) {
    this.shares = shares;
    table = Table.of(List.of(rows), shares.stream().map(Choice::percent).toList());
  }

  /** What a table says in which all is compared with as many pairs by one score. */
  static String from(String baseline) {
    return "The caption loss less that of as many pairs by '%s'; below 0 the filter is better:"
        .formatted(baseline);
  }

  /** Adds a row. */
  void row(String name, DoubleFunction<PairedDifference> byShare) {
    table =
        table.row(
            List.of(name), shares.stream().map(share -> Figure.of(byShare.apply(share))).toList());
  }

  Table table() {
    return table;
  }
}

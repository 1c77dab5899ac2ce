package org.saev.examples.pictograms.experiments.filtering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.saev.examples.pictograms.experiments.Chart;
import org.saev.examples.pictograms.experiments.Figure;
import org.saev.examples.pictograms.experiments.Table;
import org.saev.method.statistics.Interval;

/** A figure of trained models by the share of the pairs that was kept, as table and as chart. */
final class ByShare {

  private final List<Double> shares;
  private Table table;
  private Chart chart;

  /**
   * Begins without rows.
   *
   * @param rows what a row is of
   * @param shares of the pairs, a column each
   * @param horizontal title of the chart's horizontal axis
   * @param vertical title of its vertical axis
   */
  ByShare(String rows, List<Double> shares, String horizontal, String vertical) {
    this.shares = shares;
    table = Table.of(List.of(rows), shares.stream().map(Choice::percent).toList());
    chart = Chart.lines(horizontal, vertical);
  }

  /** Adds a row. */
  void row(String name, DoubleFunction<Interval> byShare) {
    List<Interval> figures = shares.stream().map(share -> byShare.apply(share)).toList();
    table = table.row(List.of(name), figures.stream().map(Figure::of).toList());
    List<Chart.Point> points = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      points.add(new Chart.Point(100 * shares.get(i), figures.get(i)));
    }
    chart = chart.with(name, points);
  }

  Table table() {
    return table;
  }

  Chart chart() {
    return chart;
  }
}

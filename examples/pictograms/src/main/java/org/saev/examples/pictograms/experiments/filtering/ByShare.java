package org.saev.examples.pictograms.experiments.filtering;

import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.evaluation.SceneQuality;
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
    table = Table.of(List.of(rows), shares.stream().map(DataFiltering::percent).toList());
    chart = Chart.lines(horizontal, vertical);
  }

  /** Adds a row; of each share there is one quality a seed. */
  void row(String name, List<List<SceneQuality>> byShare, SeedSpread spread) {
    List<Figure> figures = new ArrayList<>();
    List<Chart.Point> points = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      Interval figure = spread.of(byShare.get(i));
      figures.add(Figure.of(figure));
      points.add(new Chart.Point(100 * shares.get(i), figure));
    }
    table = table.row(List.of(name), figures);
    chart = chart.with(name, points);
  }

  Table table() {
    return table;
  }

  Chart chart() {
    return chart;
  }
}

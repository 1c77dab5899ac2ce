package org.saev.examples.pictograms.experiments;

import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.saev.examples.pictograms.job.ChartStyle;
import org.saev.method.statistics.Interval;

/**
 * Draws charts as SVG. Whiskers are as long as the intervals, but XChart has the figure in their
 * middle.
 */
final class ChartDrawing {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;

  private ChartDrawing() {}

  static String svg(Chart chart) {
    return chart.categories().isEmpty() ? lines(chart) : bars(chart);
  }

  private static String lines(Chart data) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(data.x())
            .yAxisTitle(data.y())
            .build();
    ChartStyle.plain(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    for (Chart.Series series : data.series()) {
      List<Chart.Point> points = series.points().stream().filter(p -> p.y().isDefined()).toList();
      if (!points.isEmpty()) {
        chart.addSeries(
            series.name(),
            points.stream().mapToDouble(Chart.Point::x).toArray(),
            points.stream().mapToDouble(p -> p.y().estimate()).toArray(),
            points.stream().mapToDouble(p -> whisker(p.y())).toArray());
      }
    }
    return ChartStyle.svg(chart);
  }

  private static String bars(Chart data) {
    CategoryChart chart =
        new CategoryChartBuilder().width(WIDTH).height(HEIGHT).yAxisTitle(data.y()).build();
    ChartStyle.plain(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    for (Chart.Series series : data.series()) {
      List<Interval> places =
          IntStream.range(0, data.categories().size()).mapToObj(x -> at(series, x)).toList();
      chart.addSeries(
          series.name(),
          data.categories(),
          places.stream().map(y -> y.isDefined() ? y.estimate() : 0).toList(),
          places.stream().map(y -> y.isDefined() ? whisker(y) : 0).toList());
    }
    return ChartStyle.svg(chart);
  }

  private static Interval at(Chart.Series series, int x) {
    return series.points().stream()
        .filter(point -> point.x() == x)
        .findFirst()
        .map(Chart.Point::y)
        .orElse(Interval.undefined(0.95));
  }

  private static double whisker(Interval interval) {
    return (interval.high() - interval.low()) / 2;
  }
}

package org.saev.examples.pictograms.job;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** The main job's charts, as SVG. */
final class Charts {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int BINS = 40;

  private final JobResult result;

  Charts(JobResult result) {
    this.result = result;
  }

  /** The AUC of every score with its interval. */
  String areas() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT + 160)
            .yAxisTitle("AUC: true above swapped captions")
            .build();
    ChartStyle.plain(chart.getStyler());
    chart.getStyler().setXAxisLabelRotation(60).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Scatter);
    List<ScoreTable.Row> rows = result.table();
    chart.addSeries(
        "AUC",
        rows.stream().map(ScoreTable.Row::name).toList(),
        rows.stream().map(row -> row.auc().estimate()).toList(),
        rows.stream().map(row -> (row.auc().high() - row.auc().low()) / 2).toList());
    return ChartStyle.svg(chart);
  }

  /** How pure the kept data are, by the share kept. */
  String purity() {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("kept, % of the pairs")
            .yAxisTitle("true captions among the kept, %")
            .build();
    ChartStyle.plain(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    Predicate<String> shown =
        List.of(
                "random",
                ScoreSuite.RAW,
                "SAE-V cosine",
                ScoreSuite.UNWEIGHTED,
                ScoreSuite.CHOSEN,
                ScoreSuite.TEXT_ONLY)
            ::contains;
    double[] shares = Arrays.stream(ScoreTable.SHARES).map(share -> 100 * share).toArray();
    for (ScoreTable.Row row : result.table()) {
      if (shown.test(row.name())) {
        double[] purity =
            row.purity().stream().mapToDouble(p -> 100 * p.purity().estimate()).toArray();
        double[] errors =
            row.purity().stream()
                .mapToDouble(p -> 50 * (p.purity().high() - p.purity().low()))
                .toArray();
        chart.addSeries(row.name(), shares, purity, errors);
      }
    }
    return ChartStyle.svg(chart);
  }

  /** The chosen score of true and of swapped captions. */
  String distribution() {
    double[] scores = result.scores().column(ScoreSuite.CHOSEN);
    double[] good = pick(scores, i -> result.pairs().get(i).matched());
    double[] bad = pick(scores, i -> !result.pairs().get(i).matched());
    double low = Arrays.stream(scores).min().orElse(0);
    double high = Arrays.stream(scores).max().orElse(1);
    XYChart chart = densities(ScoreSuite.CHOSEN);
    addDensity(chart, "true captions", good, low, high);
    addDensity(chart, "swapped captions", bad, low, high);
    return ChartStyle.svg(chart);
  }

  /** The weights of SAE-V's latents beside the cosines of random text-image pairs. */
  String weights() {
    double[] weights =
        Arrays.stream(result.saeVWeights().weights()).filter(w -> !Double.isNaN(w)).toArray();
    XYChart chart = densities("cosine");
    addDensity(chart, "cross-modal weights of the latents", weights, -1, 1);
    addDensity(chart, "random text-image token pairs", result.saeVWeights().floorCosines(), -1, 1);
    return ChartStyle.svg(chart);
  }

  private static double[] pick(double[] values, IntPredicate chosen) {
    return IntStream.range(0, values.length).filter(chosen).mapToDouble(i -> values[i]).toArray();
  }

  private static XYChart densities(String title) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT - 80)
            .xAxisTitle(title)
            .yAxisTitle("share, %")
            .build();
    ChartStyle.plain(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setMarkerSize(0);
    chart.getStyler().setXAxisMaxLabelCount(10);
    return chart;
  }

  private static void addDensity(
      XYChart chart, String name, double[] values, double low, double high) {
    double[] centers = new double[BINS];
    double[] shares = new double[BINS];
    double step = (high - low) / BINS;
    for (int bin = 0; bin < BINS; bin++) {
      centers[bin] = low + (bin + 0.5) * step;
    }
    for (double value : values) {
      int bin = step > 0 ? (int) ((value - low) / step) : 0;
      shares[Math.max(0, Math.min(BINS - 1, bin))] += 100.0 / values.length;
    }
    chart.addSeries(name, centers, shares);
  }
}

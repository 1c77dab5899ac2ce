package org.saev.examples.pictograms.job;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** How all charts of the example look. */
public final class ChartStyle {

  private ChartStyle() {}

  /**
   * Draws without frames.
   *
   * @param styler of the chart
   */
  public static void plain(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesStroke(new BasicStroke(0.5f));
    styler.setPlotGridLinesColor(new Color(0xDD, 0xDD, 0xDD));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setDecimalPattern("0.##");
  }

  /**
   * Draws a chart.
   *
   * @param chart the chart
   * @return an {@code svg} element
   */
  public static String svg(Chart<?, ?> chart) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory can't fail", e);
    }
    String file = bytes.toString(StandardCharsets.UTF_8);
    return file.substring(file.indexOf("<svg"));
  }
}

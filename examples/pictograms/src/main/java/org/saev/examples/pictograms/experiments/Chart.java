package org.saev.examples.pictograms.experiments;

import java.util.List;
import java.util.stream.Stream;
import org.saev.method.statistics.Interval;

/**
 * What a chart shows. Immutable.
 *
 * @param x title of the horizontal axis
 * @param y title of the vertical axis
 * @param categories names of the places 0, 1, ... on the horizontal axis, which makes bars; empty
 *     for a numeric axis, which makes lines
 * @param series the bars or lines
 */
public record Chart(String x, String y, List<String> categories, List<Series> series) {

  /**
   * Bars or a line of one colour.
   *
   * @param name in the legend
   * @param points from left to right
   */
  public record Series(String name, List<Point> points) {
    /** Copies the list. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A figure at a place.
   *
   * @param x the place
   * @param y the figure; left out of the chart where it is undefined
   */
  public record Point(double x, Interval y) {}

  /** Copies the lists. */
  public Chart {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
  }

  /**
   * A chart of lines without any line.
   *
   * @param x as above
   * @param y as above
   * @return the chart
   */
  public static Chart lines(String x, String y) {
    return new Chart(x, y, List.of(), List.of());
  }

  /**
   * A chart of bars without any bar.
   *
   * @param y as above
   * @param categories as above
   * @return the chart
   */
  public static Chart bars(String y, List<String> categories) {
    return new Chart("", y, categories, List.of());
  }

  /**
   * Adds bars or a line.
   *
   * @param name in the legend
   * @param points from left to right
   * @return a chart with one series more
   */
  public Chart with(String name, List<Point> points) {
    Series added = new Series(name, points);
    return new Chart(x, y, categories, Stream.concat(series.stream(), Stream.of(added)).toList());
  }
}

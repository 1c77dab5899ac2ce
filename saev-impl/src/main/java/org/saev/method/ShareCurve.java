package org.saev.method;

import java.util.Comparator;
import java.util.List;
import org.saev.method.statistics.Elbow;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.ResultTable;

/**
 * What came of keeping each of some shares of a data set.
 *
 * @param points by ascending share
 */
public record ShareCurve(List<Point> points) {

  /**
   * A share that was tried.
   *
   * @param share of the examples that was kept
   * @param kept how many examples that were
   * @param result what came of it; higher is better
   */
  public record Point(double share, int kept, Interval result) {}

  /**
   * Copies the list.
   *
   * @param points at least one
   */
  public ShareCurve {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve needs at least 1 point");
    }
  }

  /**
   * Returns the share with the best result.
   *
   * @return of equal ones the smallest share
   */
  public Point best() {
    return points.stream()
        .filter(point -> point.result().isDefined())
        .max(
            Comparator.<Point>comparingDouble(point -> point.result().estimate())
                .thenComparing(Comparator.comparingDouble(Point::share).reversed()))
        .orElseThrow(() -> new IllegalStateException("no share has a defined result: " + points));
  }

  /**
   * Returns the smallest share that the best one isn't clearly better than: its result reaches the
   * lower end of the best one's interval.
   *
   * @return the most economical choice that the data don't speak against
   */
  public Point smallest() {
    double enough = best().result().low();
    return points.stream()
        .filter(point -> point.result().estimate() >= enough)
        .findFirst()
        .orElseGet(this::best);
  }

  /**
   * Returns the elbow of the curve (see {@link Elbow}): more data than that pays less.
   *
   * @return a point of the curve
   */
  public Point elbow() {
    List<Point> defined = points.stream().filter(point -> point.result().isDefined()).toList();
    if (defined.isEmpty()) {
      throw new IllegalStateException("no share has a defined result: " + points);
    }
    return defined.get(
        Elbow.index(
            defined.stream().mapToDouble(Point::share).toArray(),
            defined.stream().mapToDouble(point -> point.result().estimate()).toArray()));
  }

  /**
   * Returns the curve as a table.
   *
   * @param result what the results are, such as {@code "accuracy"}
   * @return a row a share
   */
  public ResultTable table(String result) {
    ResultTable table = new ResultTable("share", result);
    points.forEach(point -> table.row(Double.toString(point.share()), point.result()));
    return table;
  }
}

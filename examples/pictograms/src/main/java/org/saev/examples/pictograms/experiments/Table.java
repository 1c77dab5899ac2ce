package org.saev.examples.pictograms.experiments;

import java.util.List;
import java.util.stream.Stream;

/**
 * A table of figures. What names a row is text; all else is figures with intervals. Immutable.
 *
 * @param labels heads of the columns that name a row
 * @param figures heads of the columns of figures
 * @param rows the rows
 */
public record Table(List<String> labels, List<String> figures, List<Row> rows) {

  /**
   * A row.
   *
   * @param labels its names
   * @param figures its figures
   */
  public record Row(List<String> labels, List<Figure> figures) {
    /** Copies the lists. */
    public Row {
      labels = List.copyOf(labels);
      figures = List.copyOf(figures);
    }
  }

  /** Checks that every row is as long as the head. */
  public Table {
    labels = List.copyOf(labels);
    figures = List.copyOf(figures);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.labels().size() != labels.size() || row.figures().size() != figures.size()) {
        throw new IllegalArgumentException(
            "row %s must have %d labels and %d figures, but has %d and %d"
                .formatted(
                    row.labels(),
                    labels.size(),
                    figures.size(),
                    row.labels().size(),
                    row.figures().size()));
      }
    }
  }

  /**
   * A table without rows.
   *
   * @param labels as above
   * @param figures as above
   * @return the table
   */
  public static Table of(List<String> labels, List<String> figures) {
    return new Table(labels, figures, List.of());
  }

  /**
   * Adds a row.
   *
   * @param names one a label column
   * @param values one a column of figures
   * @return a table with one row more
   */
  public Table row(List<String> names, Figure... values) {
    return row(names, List.of(values));
  }

  /**
   * Adds a row.
   *
   * @param names one a label column
   * @param values one a column of figures
   * @return a table with one row more
   */
  public Table row(List<String> names, List<Figure> values) {
    return new Table(
        labels, figures, Stream.concat(rows.stream(), Stream.of(new Row(names, values))).toList());
  }
}

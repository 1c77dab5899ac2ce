package org.saev.method.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of results for people and for programs. Its cells are figures with intervals: there is no
 * way to put in a bare number. Not safe for use by several threads at once.
 *
 * <pre>{@code
 * ResultTable table = new ResultTable("score", "AUC");
 * table.row("cosine", Auc.of(scores, matched, Bootstrap.DEFAULT));
 * System.out.print(table.markdown());
 * }</pre>
 */
public final class ResultTable {

  private final String corner;
  private final List<String> columns;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String name, List<Interval> cells) {}

  /**
   * An empty table.
   *
   * @param corner the head of the column of names
   * @param columns the heads of the columns of figures, at least one
   */
  public ResultTable(String corner, String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a table needs at least 1 column of figures");
    }
    this.corner = corner;
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @param name of the row
   * @param cells one a column
   * @return this table
   */
  public ResultTable row(String name, Interval... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "row '"
              + name
              + "' has "
              + cells.length
              + " figures for the "
              + columns.size()
              + " columns "
              + columns);
    }
    rows.add(new Row(name, List.of(cells)));
    return this;
  }

  /**
   * Returns the table in Markdown.
   *
   * @return cells such as {@code 0.812 [0.787, 0.835]}
   */
  public String markdown() {
    StringBuilder text = new StringBuilder("| " + escaped(corner) + " |");
    columns.forEach(column -> text.append(' ').append(escaped(column)).append(" |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (Row row : rows) {
      text.append("| ").append(escaped(row.name())).append(" |");
      row.cells().forEach(cell -> text.append(' ').append(cell.text()).append(" |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  /**
   * Returns the table as CSV (RFC 4180): three columns a figure, named {@code x}, {@code x low} and
   * {@code x high}; an undefined figure is three empty fields.
   *
   * @return with a header line
   */
  public String csv() {
    StringBuilder text = new StringBuilder(quoted(corner));
    for (String column : columns) {
      for (String end : new String[] {"", " low", " high"}) {
        text.append(',').append(quoted(column + end));
      }
    }
    text.append('\n');
    for (Row row : rows) {
      text.append(quoted(row.name()));
      for (Interval cell : row.cells()) {
        text.append(
            cell.isDefined()
                ? String.format(Locale.ROOT, ",%s,%s,%s", cell.estimate(), cell.low(), cell.high())
                : ",,,");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return markdown();
  }
}

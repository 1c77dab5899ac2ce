package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown with aligned columns, readable on a console and in a README. */
public final class TextTable {

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param header the heads of its columns
   */
  public TextTable(List<String> header) {
    this.header = List.copyOf(header);
  }

  TextTable(String... header) {
    this(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @param cells one a column
   * @return this table
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "a row must have " + header.size() + " cells, but had " + cells.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  /**
   * The heads of the columns.
   *
   * @return one a column
   */
  public List<String> header() {
    return header;
  }

  /**
   * The rows.
   *
   * @return one cell a column each
   */
  public List<List<String>> rows() {
    return rows;
  }

  /** The lines, without a line break at the end. */
  @Override
  public String toString() {
    int[] widths = header.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder rule = new StringBuilder("|");
    for (int width : widths) {
      rule.append("-".repeat(width + 2)).append('|');
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(line(row, widths)));
    return String.join("\n", lines);
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int c = 0; c < widths.length; c++) {
      String padding = " ".repeat(widths[c] - cells.get(c).length());
      line.append(' ').append(cells.get(c)).append(padding).append(" |");
    }
    return line.toString();
  }
}

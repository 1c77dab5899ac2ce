package org.saev.examples.pictograms.experiments;

import java.util.List;

/**
 * A table with charts of it.
 *
 * @param note what one has to know to read it, a sentence or two
 * @param table the figures
 * @param charts may be empty
 */
public record Section(String note, Table table, List<Chart> charts) {
  /** Copies the list. */
  public Section {
    charts = List.copyOf(charts);
  }

  /**
   * A table with charts, or without any.
   *
   * @param note as above
   * @param table as above
   * @param charts as above
   * @return the section
   */
  public static Section of(String note, Table table, Chart... charts) {
    return new Section(note, table, List.of(charts));
  }
}

package org.saev.scoring;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;

/** A table of scores: one row an example, one column a scorer. Immutable. */
public final class Scores {

  private final List<String> names;
  private final String[] ids;
  private final double[][] columns;

  private Scores(List<String> names, String[] ids, double[][] columns) {
    this.names = names;
    this.ids = ids;
    this.columns = columns;
  }

  /**
   * Makes a table of given columns.
   *
   * @param ids one a row
   * @param columns by name, each as long as {@code ids}; copied
   * @return the table
   */
  public static Scores of(List<String> ids, Map<String, double[]> columns) {
    columns.forEach(
        (name, column) -> {
          if (column.length != ids.size()) {
            throw new IllegalArgumentException(
                "column '"
                    + name
                    + "' has "
                    + column.length
                    + " scores for "
                    + ids.size()
                    + " ids");
          }
        });
    return new Scores(
        List.copyOf(columns.keySet()),
        ids.toArray(String[]::new),
        columns.values().stream().map(double[]::clone).toArray(double[][]::new));
  }

  /**
   * Collects the scores of encoded examples.
   *
   * @param scorers by the name of the score; the order of the map is the order of the columns
   * @return a collector, for {@link EncodedPass#collect}
   */
  public static Collector<EncodedExample, ?, Scores> collector(
      Map<String, AlignmentScorer> scorers) {
    if (scorers.isEmpty()) {
      throw new IllegalArgumentException("give at least one scorer");
    }
    List<String> names = List.copyOf(scorers.keySet());
    List<AlignmentScorer> list = List.copyOf(scorers.values());
    return Collector.of(
        () -> new Rows(list), Rows::add, Rows::append, rows -> rows.toScores(names));
  }

  /**
   * Returns the names of the columns.
   *
   * @return in order
   */
  public List<String> names() {
    return names;
  }

  /**
   * Returns the number of rows.
   *
   * @return examples, those that can't be scored included
   */
  public int size() {
    return ids.length;
  }

  /**
   * Returns the id of an example.
   *
   * @param row from 0, in the order of the source
   * @return its id
   */
  public String id(int row) {
    return ids[row];
  }

  /**
   * Returns one score.
   *
   * @param name the column
   * @param row from 0
   * @return the score; NaN where the example can't be scored
   */
  public double score(String name, int row) {
    return columns[index(name)][row];
  }

  /**
   * Returns all scores of a column.
   *
   * @param name the column
   * @return a copy, in the order of the source; NaN where an example can't be scored
   */
  public double[] column(String name) {
    return columns[index(name)].clone();
  }

  /**
   * Counts the examples that a scorer couldn't score.
   *
   * @param name the column
   * @return rows that are NaN
   */
  public int unscored(String name) {
    return (int) Arrays.stream(columns[index(name)]).filter(Double::isNaN).count();
  }

  /**
   * Writes the table as CSV: a header line {@code id,name,...}, then one line an example; a score
   * that is missing is an empty field. The file is written whole or not at all.
   *
   * @param file replaced if it exists
   */
  public void writeCsv(Path file) {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      Files.createDirectories(whole.getParent());
      try {
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
          writeCsv(out);
        }
        Files.move(
            part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write scores to " + file, e);
    }
  }

  private void writeCsv(BufferedWriter out) throws IOException {
    out.write("id");
    for (String name : names) {
      out.write("," + quoted(name));
    }
    out.write("\n");
    for (int row = 0; row < ids.length; row++) {
      out.write(quoted(ids[row]));
      for (double[] column : columns) {
        out.write(",");
        if (!Double.isNaN(column[row])) {
          out.write(Double.toString(column[row]));
        }
      }
      out.write("\n");
    }
  }

  @Override
  public String toString() {
    return "Scores[" + ids.length + " examples, " + names + "]";
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("there is no score '" + name + "', only " + names);
    }
    return index;
  }

  /** RFC 4180. */
  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> Set.of(',', '"', '\n', '\r').contains((char) c));
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  /** Rows of a batch, until all are there; row by row in one array. */
  private static final class Rows {

    private final List<AlignmentScorer> scorers;
    private final List<String> ids = new ArrayList<>();
    private double[] values = new double[64];

    Rows(List<AlignmentScorer> scorers) {
      this.scorers = scorers;
    }

    void add(EncodedExample example) {
      int at = ids.size() * scorers.size();
      reserve(at + scorers.size());
      for (AlignmentScorer scorer : scorers) {
        values[at++] = scorer.score(example);
      }
      ids.add(example.id());
    }

    Rows append(Rows later) {
      int size = ids.size() * scorers.size();
      int more = later.ids.size() * scorers.size();
      reserve(size + more);
      System.arraycopy(later.values, 0, values, size, more);
      ids.addAll(later.ids);
      return this;
    }

    private void reserve(int size) {
      if (size > values.length) {
        values = Arrays.copyOf(values, Math.max(size, values.length + values.length / 2));
      }
    }

    Scores toScores(List<String> names) {
      int count = names.size();
      double[][] columns = new double[count][ids.size()];
      for (int row = 0; row < ids.size(); row++) {
        for (int column = 0; column < count; column++) {
          columns[column][row] = values[row * count + column];
        }
      }
      return new Scores(names, ids.toArray(String[]::new), columns);
    }
  }
}

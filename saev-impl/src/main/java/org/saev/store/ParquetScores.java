package org.saev.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.parquet.ParquetTable;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

/**
 * Scores and kept ids as Parquet files, for pandas, DuckDB, Spark and whatever else reads tables: a
 * column {@code id} of texts, and for scores a column of float64 each, null where an example can't
 * be scored. Every number comes back equal to the bit.
 *
 * <p>Needs {@code blue.strategic.parquet:parquet-floor:1.53} on the class path: Apache Parquet, and
 * instead of Hadoop the few of its classes that Parquet asks for. Programs that run on Hadoop or
 * Spark have Parquet already, and must not add it.
 *
 * <p>What a file claims is checked before it is read: at most a million rows or ten for each of its
 * bytes; in each column of a row group at most 16 MiB or 100 times as much as it was compressed to.
 * What stands inside of a page isn't: Parquet may ask for some GB where it is damaged, and reading
 * is refused where the heap doesn't have them.
 */
public final class ParquetScores {

  private ParquetScores() {}

  /**
   * Writes scores, whole or not at all.
   *
   * @param scores the table
   * @param file replaced if it exists
   * @throws SaevException if the disk fails, or Parquet isn't on the class path
   */
  public static void write(Scores scores, Path file) {
    List<String> ids = IntStream.range(0, scores.size()).mapToObj(scores::id).toList();
    Map<String, double[]> columns = new LinkedHashMap<>();
    scores.names().forEach(name -> columns.put(name, scores.column(name)));
    if (columns.containsKey("id")) {
      throw new IllegalArgumentException(
          "a score can't be named id in a Parquet file, where that is the column of the ids");
    }
    write(ids, columns, file);
  }

  /**
   * Writes the ids that a filter kept, whole or not at all, in the order of the source.
   *
   * @param selection what it chose
   * @param file replaced if it exists
   * @throws SaevException if the disk fails, or Parquet isn't on the class path
   */
  public static void writeKept(Selection selection, Path file) {
    write(selection.kept(), Map.of(), file);
  }

  /**
   * Reads scores; columns are float64, beside {@code id}.
   *
   * @param file what {@link #write} wrote, or another program
   * @return the table
   * @throws FormatException if it is no Parquet file, or has other columns
   * @throws SaevException if the disk fails, or Parquet isn't on the class path
   */
  public static Scores read(Path file) {
    ParquetTable table = table(file);
    return Scores.of(table.ids(), table.columns());
  }

  /**
   * Reads ids; other columns of float64 may be there.
   *
   * @param file what {@link #writeKept} wrote, or another program
   * @return the ids, in order
   * @throws FormatException if it is no Parquet file, or has other columns
   * @throws SaevException if the disk fails, or Parquet isn't on the class path
   */
  public static List<String> readIds(Path file) {
    return List.copyOf(table(file).ids());
  }

  private static ParquetTable table(Path file) {
    try {
      return ParquetTable.read(file);
    } catch (IOException e) {
      throw new SaevException("could not read " + file + ": " + e, e);
    } catch (NoClassDefFoundError e) {
      throw missing(file, e);
    }
  }

  private static void write(List<String> ids, Map<String, double[]> columns, Path file) {
    try {
      new ParquetTable(ids, columns).write(file);
    } catch (IOException e) {
      throw new SaevException("could not write " + file + ": " + e, e);
    } catch (NoClassDefFoundError e) {
      throw missing(file, e);
    }
  }

  private static SaevException missing(Path file, NoClassDefFoundError e) {
    return new SaevException(
        file
            + " needs Apache Parquet, but "
            + e.getMessage()
            + " is not on the class path: add blue.strategic.parquet:parquet-floor:1.53, or where"
            + " Hadoop is, org.apache.parquet:parquet-hadoop",
        e);
  }
}

package org.saev.internal.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.HalfPrecision;
import org.saev.internal.io.Uninterruptibly;

/**
 * A column of matrices, one a row, all of one width, and columns of whole numbers beside it; over
 * several files. Float32 rows are views of the files, others are decoded when they are asked for.
 * Any number of threads may read.
 */
public final class ArrowMatrices {

  private final String column;
  private final List<Part> parts;

  /** Rows and tokens before each part, and of all. */
  private final long[] rowStarts;

  private final long[] tokenStarts;
  private final int width;

  private ArrowMatrices(String column, List<Part> parts) {
    this.column = column;
    this.parts = parts;
    rowStarts = new long[parts.size() + 1];
    tokenStarts = new long[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      rowStarts[i + 1] = rowStarts[i] + part.batch.rows();
      tokenStarts[i + 1] = tokenStarts[i] + part.tokensBefore(part.batch.rows());
    }
    width = parts.get(0).width();
  }

  /**
   * Opens files of the same columns.
   *
   * @param files at least one
   * @param column the column of matrices; empty to take the only one
   * @return its rows
   * @throws IOException if the disk fails
   */
  public static ArrowMatrices open(List<Path> files, Optional<String> column) throws IOException {
    try {
      return Uninterruptibly.call(() -> openAll(files, column));
    } catch (NoClassDefFoundError e) {
      throw new SaevException(
          "reading "
              + files.get(0)
              + " needs Apache Arrow's metadata classes, but "
              + e.getMessage()
              + " is not on the class path: add org.apache.arrow:arrow-format:19.0.0",
          e);
    }
  }

  private static ArrowMatrices openAll(List<Path> files, Optional<String> column)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    ArrowField chosen = null;
    for (Path path : files) {
      ArrowFile file = ArrowFile.open(path);
      ArrowField field = choose(file, column);
      if (chosen != null && !chosen.sameAs(field)) {
        throw new FormatException(
            path, "column " + field.name(), chosen + ", as in " + files.get(0), field.toString());
      }
      chosen = field;
      for (ArrowBatch batch : file.batches()) {
        batch.check(field);
        if (batch.rows() > 0) {
          parts.add(new Part(file, batch, field));
        }
      }
    }
    if (parts.isEmpty()) {
      throw new FormatException(files.get(0), "rows", "at least one", "none in all files");
    }
    return new ArrowMatrices(chosen.name(), List.copyOf(parts));
  }

  private static ArrowField choose(ArrowFile file, Optional<String> column) {
    List<ArrowField> fitting =
        file.schema().columns().stream()
            .filter(ArrowField::holdsMatrices)
            .filter(field -> column.isEmpty() || column.get().equals(field.name()))
            .toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    List<String> all =
        file.schema().columns().stream().map(field -> field.name() + ": " + field).toList();
    throw new FormatException(
        file.path(),
        column.map(name -> "column " + name).orElse("columns"),
        "one of activations, as lists of lists of float16, float32 or float64 (name it if there"
            + " are several)",
        shortened(all.toString()));
  }

  private static String shortened(String text) {
    return text.length() <= 500 ? text : text.substring(0, 500) + " ...";
  }

  /**
   * Returns the column that was chosen.
   *
   * @return its name
   */
  public String column() {
    return column;
  }

  /**
   * Returns the length of a vector.
   *
   * @return columns of the matrices
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of matrices.
   *
   * @return rows of all files
   */
  public long rows() {
    return rowStarts[parts.size()];
  }

  /**
   * Counts vectors.
   *
   * @param row from 0, or the number of rows
   * @return vectors of the rows before
   */
  public long tokensBefore(long row) {
    int part = partOf(row);
    return part == parts.size()
        ? tokenStarts[part]
        : tokenStarts[part] + parts.get(part).tokensBefore(row - rowStarts[part]);
  }

  /**
   * Reads a matrix.
   *
   * @param row from 0
   * @return [tokens, width], row-major; at least one token
   */
  public FloatBuffer matrix(long row) {
    int part = partOf(row);
    return parts.get(part).matrix(row - rowStarts[part], width, row);
  }

  /**
   * Tells whether there is a column of lists of whole numbers; looks into all files.
   *
   * @param name of the column
   * @return false if there is no column of this name
   * @throws FormatException if it is of another type, or not in all files
   */
  public boolean hasIntegers(String name) {
    if (parts.stream().noneMatch(part -> part.has(name))) {
      return false;
    }
    for (Part part : parts) {
      if (part.integers(name).isEmpty()) {
        throw new FormatException(
            part.file.path(),
            "column " + name,
            "lists of whole numbers, in every file (rename it if it means something else)",
            part.has(name) ? "another type" : "no such column");
      }
    }
    return true;
  }

  /**
   * Reads a list of whole numbers.
   *
   * @param name a column that {@link #hasIntegers}
   * @param row from 0
   * @param count how many there must be
   * @return the row's numbers
   */
  public long[] integers(String name, long row, int count) {
    int part = partOf(row);
    return parts.get(part).integers(name, row - rowStarts[part], count, row);
  }

  /**
   * Makes the exception for a row.
   *
   * @param row from 0
   * @param name of the column
   * @param expected what there should be
   * @param found what there was
   * @return the exception, to be thrown
   */
  public FormatException wrong(long row, String name, String expected, String found) {
    return parts.get(partOf(row)).wrong(row, name, expected, found);
  }

  private int partOf(long row) {
    int found = Arrays.binarySearch(rowStarts, row);
    return found >= 0 ? found : -found - 2;
  }

  /** A record batch with rows, and the column in it. */
  private record Part(ArrowFile file, ArrowBatch batch, ArrowField column) {

    int width() {
      ArrowField vectors = column.element();
      long first = batch.begin(column, 0);
      if (batch.begin(column, 1) == first) {
        throw wrong(0, column.name(), "at least one vector", "none");
      }
      long width = batch.begin(vectors, first + 1) - batch.begin(vectors, first);
      if (width < 1 || width > Integer.MAX_VALUE) {
        throw wrong(0, column.name(), "vectors of at least one number", "a length of " + width);
      }
      return (int) width;
    }

    long tokensBefore(long row) {
      return batch.begin(column, row) - batch.begin(column, 0);
    }

    FloatBuffer matrix(long row, int width, long named) {
      ArrowField vectors = column.element();
      long first = batch.begin(column, row);
      long tokens = batch.begin(column, row + 1) - first;
      if (tokens < 1 || tokens > Integer.MAX_VALUE / width) {
        throw wrong(named, column.name(), "one vector or more, in 1 GiB", tokens + " vectors");
      }
      long from = batch.begin(vectors, first);
      for (int t = 1; t <= tokens; t++) {
        long length = batch.begin(vectors, first + t) - from - (long) (t - 1) * width;
        if (length != width) {
          String found = "a length of " + length + " in vector " + (t - 1);
          throw wrong(named, column.name(), "vectors of " + width + " numbers", found);
        }
      }
      int count = (int) tokens * width;
      ArrowField numbers = vectors.element();
      ByteBuffer data = batch.slice(numbers, from, count);
      return numbers.kind() == ArrowKind.FLOAT32
          ? data.asFloatBuffer()
          : FloatBuffer.wrap(decode(data, numbers.kind(), count)).asReadOnlyBuffer();
    }

    private static float[] decode(ByteBuffer data, ArrowKind kind, int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] =
            kind == ArrowKind.FLOAT16
                ? HalfPrecision.halfToFloat(data.getShort(2 * i))
                : (float) data.getDouble(8 * i);
      }
      return values;
    }

    boolean has(String name) {
      return file.schema().columns().stream().anyMatch(field -> field.name().equals(name));
    }

    Optional<ArrowField> integers(String name) {
      return file.schema().columns().stream()
          .filter(field -> field.name().equals(name) && field.holdsIntegers())
          .findFirst();
    }

    long[] integers(String name, long row, int count, long named) {
      ArrowField lists = integers(name).orElseThrow();
      batch.check(lists);
      long first = batch.begin(lists, row);
      long length = batch.begin(lists, row + 1) - first;
      if (length != count) {
        throw wrong(named, name, "one number for each of " + count + " tokens", length + "");
      }
      ByteBuffer data = batch.slice(lists.element(), first, count);
      long[] values = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = integer(data, lists.element().kind(), i);
      }
      return values;
    }

    private static long integer(ByteBuffer data, ArrowKind kind, int i) {
      return switch (kind) {
        case INT8 -> data.get(i);
        case UINT8 -> Byte.toUnsignedLong(data.get(i));
        case INT16 -> data.getShort(2 * i);
        case UINT16 -> Short.toUnsignedLong(data.getShort(2 * i));
        case INT32 -> data.getInt(4 * i);
        case UINT32 -> Integer.toUnsignedLong(data.getInt(4 * i));
        default -> data.getLong(8 * i);
      };
    }

    FormatException wrong(long row, String name, String expected, String found) {
      return new FormatException(file.path(), "row " + row + ", " + name, expected, found);
    }
  }
}

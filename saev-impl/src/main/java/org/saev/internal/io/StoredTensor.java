package org.saev.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.saev.FormatException;

/**
 * A tensor in a file of any container, read in pieces: memory beyond the array that is asked for is
 * 1 MiB, or one row of the matrix if that is larger.
 */
public final class StoredTensor {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final String name;
  private final Dtype dtype;
  private final List<Long> shape;
  private final boolean columnMajor;
  private final Bytes bytes;
  private final long begin;

  /**
   * Describes a tensor.
   *
   * @param file for messages
   * @param name its name, for messages
   * @param dtype its number format
   * @param shape its dimensions; the file is known to hold as many numbers
   * @param columnMajor true if the first dimension varies fastest in the file; at most two
   *     dimensions then
   * @param bytes gives its numbers, little-endian
   */
  StoredTensor(
      Path file, String name, Dtype dtype, List<Long> shape, boolean columnMajor, Bytes bytes) {
    this(file, name, dtype, shape, columnMajor, bytes, -1);
  }

  private StoredTensor(
      Path file,
      String name,
      Dtype dtype,
      List<Long> shape,
      boolean columnMajor,
      Bytes bytes,
      long begin) {
    this.file = file;
    this.name = name;
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.columnMajor = columnMajor && shape.size() == 2;
    this.bytes = bytes;
    this.begin = begin;
  }

  /** The same tensor, of which is known where its bytes begin in the file. */
  StoredTensor at(long first) {
    return new StoredTensor(file, name, dtype, shape, columnMajor, bytes, first);
  }

  /**
   * Tells from where on the file can be mapped to read the tensor as float32.
   *
   * @return its first byte, or empty if it isn't row-major float32 in a plain file
   */
  public OptionalLong mappedFrom() {
    boolean plain = begin >= 0 && begin % Float.BYTES == 0 && dtype == Dtype.F32 && !columnMajor;
    return plain ? OptionalLong.of(begin) : OptionalLong.empty();
  }

  /** Opens the bytes of a tensor. */
  @FunctionalInterface
  interface Bytes {
    /**
     * Opens a stream.
     *
     * @return a stream of exactly the tensor's bytes, or more
     */
    InputStream open() throws IOException;
  }

  /**
   * Returns the number format.
   *
   * @return as stored
   */
  public Dtype dtype() {
    return dtype;
  }

  /**
   * Returns the dimensions.
   *
   * @return empty for a scalar
   */
  public List<Long> shape() {
    return shape;
  }

  /**
   * Returns dtype and shape.
   *
   * @return such as {@code "F32 [512, 64]"}
   */
  public String describe() {
    return TensorInfo.describe(dtype, shape);
  }

  /**
   * Reads floats; float64 is rounded to float32, every other format is exact.
   *
   * @return all values, row-major
   * @throws IOException if the file can't be read
   */
  public float[] floats() throws IOException {
    return columnMajor ? swapped(dimension(1), dimension(0)) : straight();
  }

  /**
   * Reads the transposed of a matrix [rows, columns].
   *
   * @return [columns, rows], row-major
   * @throws IOException if the file can't be read
   */
  public float[] transposed() throws IOException {
    if (shape.size() != 2) {
      throw wrong("a matrix");
    }
    return columnMajor ? straight() : swapped(dimension(0), dimension(1));
  }

  /**
   * Reads whole numbers of 8 to 64 bits.
   *
   * @return all values, in the order of the file
   * @throws IOException if the file can't be read
   */
  public long[] longs() throws IOException {
    if (dtype.isFloat() || dtype == Dtype.U64) {
      throw wrong("whole numbers");
    }
    long[] values = new long[length()];
    read(
        BUFFER_BYTES / dtype.bytes(),
        (buffer, from, count) -> {
          for (int i = 0; i < count; i++) {
            values[from + i] = dtype.getLong(buffer, i);
          }
        });
    return values;
  }

  /**
   * Reads float64.
   *
   * @return all values, in the order of the file
   * @throws IOException if the file can't be read
   */
  public double[] doubles() throws IOException {
    if (dtype != Dtype.F64) {
      throw wrong("F64");
    }
    double[] values = new double[length()];
    read(
        BUFFER_BYTES / dtype.bytes(),
        (buffer, from, count) -> buffer.asDoubleBuffer().get(values, from, count));
    return values;
  }

  /**
   * Makes the exception for a tensor that isn't what was expected.
   *
   * @param expected what the format demands
   * @return the exception, to be thrown
   */
  public FormatException wrong(String expected) {
    return new FormatException(file, "tensor " + name, expected, describe());
  }

  private float[] straight() throws IOException {
    float[] values = new float[floatLength()];
    read(
        BUFFER_BYTES / dtype.bytes(),
        (buffer, from, count) -> dtype.getFloats(buffer, values, from, count));
    return values;
  }

  /** Reads a matrix of rows that lie one after the other, and turns it. */
  private float[] swapped(int rows, int columns) throws IOException {
    float[] values = new float[floatLength()];
    if (values.length == 0) {
      return values;
    }
    // Some rows at a time, so that the scattered writes fill whole cache lines.
    int block = (int) Math.max(1, Math.min(rows, (long) BUFFER_BYTES / dtype.bytes() / columns));
    float[] some = new float[Math.multiplyExact(block, columns)];
    read(
        some.length,
        (buffer, from, count) -> {
          dtype.getFloats(buffer, some, 0, count);
          int firstRow = from / columns;
          int held = count / columns;
          for (int column = 0; column < columns; column++) {
            int to = column * rows + firstRow;
            for (int row = 0; row < held; row++) {
              values[to + row] = some[row * columns + column];
            }
          }
        });
    return values;
  }

  private void read(int numbers, Sink sink) throws IOException {
    int elements = length();
    byte[] held = new byte[Math.multiplyExact(Math.min(numbers, elements), dtype.bytes())];
    ByteBuffer buffer = ByteBuffer.wrap(held).order(ByteOrder.LITTLE_ENDIAN);
    try (InputStream in = bytes.open()) {
      for (int from = 0; from < elements; from += numbers) {
        int count = Math.min(numbers, elements - from);
        int wanted = count * dtype.bytes();
        if (in.readNBytes(held, 0, wanted) < wanted) {
          throw new EOFException(file + " was cut in tensor " + name);
        }
        sink.take(buffer, from, count);
        if (elements - from <= numbers) {
          return;
        }
      }
    }
  }

  private int floatLength() {
    if (!dtype.isFloat()) {
      throw wrong("F64, F32, F16 or BF16");
    }
    return length();
  }

  private int length() {
    long elements = 1;
    for (long dimension : shape) {
      elements = dimension == 0 ? 0 : Math.multiplyExact(elements, dimension);
    }
    if (elements > MAX_ARRAY) {
      throw wrong("at most " + MAX_ARRAY + " numbers, what a Java array holds");
    }
    return (int) elements;
  }

  private int dimension(int index) {
    // A tensor of no numbers may have a dimension beyond int; its array has no entries.
    return (int) Math.min(Integer.MAX_VALUE, shape.get(index));
  }

  /** Takes numbers from the start of a buffer. */
  private interface Sink {
    void take(ByteBuffer buffer, int from, int count);
  }
}

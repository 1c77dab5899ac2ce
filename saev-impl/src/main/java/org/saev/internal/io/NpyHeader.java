package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.saev.FormatException;

/**
 * The header of a {@code .npy} file, versions 1 to 3: the bytes {@code \x93NUMPY}, a version, a
 * length, and a Python dict of dtype, order and shape. Accepted are little-endian numbers and
 * headers of at most 64 KiB; objects (which are pickles) never.
 *
 * @param dtype number format
 * @param shape dimensions
 * @param fortran true if the first dimension varies fastest
 * @param bytes length of the header
 */
public record NpyHeader(Dtype dtype, List<Long> shape, boolean fortran, int bytes) {

  private static final String MAGIC = "\u0093NUMPY";
  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_DIMENSIONS = 32;

  private static final Pattern DICT =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']{1,20})'\\s*,"
              + "\\s*'fortran_order':\\s*(True|False)\\s*,"
              + "\\s*'shape':\\s*\\(([0-9, ]*)\\)\\s*,?\\s*\\}\\s*");

  private static final Map<String, Dtype> DTYPES =
      Map.ofEntries(
          Map.entry("<f8", Dtype.F64),
          Map.entry("<f4", Dtype.F32),
          Map.entry("<f2", Dtype.F16),
          Map.entry("<i8", Dtype.I64),
          Map.entry("<i4", Dtype.I32),
          Map.entry("<i2", Dtype.I16),
          Map.entry("|i1", Dtype.I8),
          Map.entry("<u8", Dtype.U64),
          Map.entry("<u4", Dtype.U32),
          Map.entry("<u2", Dtype.U16),
          Map.entry("|u1", Dtype.U8),
          Map.entry("|b1", Dtype.BOOL));

  /**
   * Reads a header.
   *
   * @param file for messages
   * @param name of the array, for messages
   * @param in positioned at its start
   * @return the header
   * @throws IOException if the stream can't be read
   */
  static NpyHeader read(Path file, String name, InputStream in) throws IOException {
    String where = name + " header";
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !new String(start, 0, 6, ISO_8859_1).equals(MAGIC)) {
      throw new FormatException(file, where, "the start of an .npy file", "other bytes");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new FormatException(file, where, "version 1 to 3", "version " + version);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] length = in.readNBytes(lengthBytes);
    long count = 0;
    for (int i = length.length - 1; i >= 0; i--) {
      count = count << 8 | (length[i] & 0xff);
    }
    if (length.length < lengthBytes || count > MAX_LENGTH) {
      throw new FormatException(
          file, where, "at most " + MAX_LENGTH + " bytes", "a length of " + count);
    }
    String text = new String(in.readNBytes((int) count), ISO_8859_1);
    Matcher dict = DICT.matcher(text);
    if (!dict.matches()) {
      throw new FormatException(
          file, where, "a dict of descr, fortran_order and shape", shortened(text));
    }
    Dtype dtype = DTYPES.get(dict.group(1));
    if (dtype == null) {
      throw new FormatException(
          file, where + " descr", "one of " + DTYPES.keySet(), "'" + dict.group(1) + "'");
    }
    return new NpyHeader(
        dtype,
        shape(file, where, dict.group(3)),
        dict.group(2).equals("True"),
        8 + lengthBytes + (int) count);
  }

  /**
   * Returns how many numbers there are.
   *
   * @return the product of the dimensions; -1 if it exceeds a long
   */
  long elements() {
    long product = 1;
    for (long dimension : shape) {
      if (dimension == 0) {
        return 0;
      }
      if (dimension > Long.MAX_VALUE / 8 / product) {
        product = -1;
        break;
      }
      product *= dimension;
    }
    return product;
  }

  /**
   * Makes the tensor that a header describes.
   *
   * @param held how many bytes follow the header
   * @param data gives them
   */
  StoredTensor tensor(Path file, String name, long held, StoredTensor.Bytes data) {
    long elements = elements();
    if (elements < 0 || elements * dtype.bytes() != held) {
      throw new FormatException(
          file, "tensor " + name, "the bytes of " + TensorInfo.describe(dtype, shape), held + "");
    }
    if (fortran && shape.size() > 2) {
      throw new FormatException(
          file, "tensor " + name, "C order for more than 2 dimensions", "fortran_order True");
    }
    return new StoredTensor(file, name, dtype, shape, fortran, data);
  }

  private static List<Long> shape(Path file, String where, String text) {
    List<Long> shape = new ArrayList<>();
    String[] parts = text.split(",", MAX_DIMENSIONS + 2);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      // A trailing comma marks a tuple of one.
      if (part.isEmpty() && i == parts.length - 1) {
        break;
      }
      if (!part.matches("[0-9]{1,18}") || shape.size() == MAX_DIMENSIONS) {
        throw new FormatException(
            file, where + " shape", "up to 32 whole numbers", "(" + shortened(text) + ")");
      }
      shape.add(Long.parseLong(part));
    }
    return List.copyOf(shape);
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}

package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes arrays as {@code numpy.savez} does. */
public final class NpzWriter {

  private static final int ALIGNMENT = 64;
  private static final Map<Dtype, String> NAMES =
      Map.of(Dtype.F32, "<f4", Dtype.F64, "<f8", Dtype.I64, "<i8", Dtype.I32, "<i4");

  private NpzWriter() {}

  /**
   * Writes a file and forces it to the disk.
   *
   * @param file made or overwritten; not atomic by itself, see {@link AtomicFiles}
   * @param arrays float32, float64, int64 or int32
   * @throws IOException if the file can't be written
   */
  public static void write(Path file, List<Tensor> arrays) throws IOException {
    try (ZipWriter zip = new ZipWriter(file)) {
      for (Tensor array : arrays) {
        zip.add(array.name() + ".npy", header(array), array);
      }
      zip.finish();
    }
  }

  private static byte[] header(Tensor array) {
    String sizes =
        Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dict =
        "{'descr': '"
            + NAMES.get(array.dtype())
            + "', 'fortran_order': False, 'shape': ("
            + sizes
            + (array.shape().length == 1 ? ",)" : ")")
            + ", }";
    int padding = ALIGNMENT - 1 - (10 + dict.length()) % ALIGNMENT;
    String text = dict + " ".repeat(padding) + "\n";
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes("\u0093NUMPY\u0001\u0000".getBytes(ISO_8859_1));
    header.write(text.length() & 0xff);
    header.write(text.length() >>> 8);
    header.writeBytes(text.getBytes(ISO_8859_1));
    return header.toByteArray();
  }
}

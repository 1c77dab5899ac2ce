package org.saev.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.saev.FormatException;

/** Arrays that numpy wrote: one in an {@code .npy} file, or any number in an {@code .npz} file. */
public final class NpyArchive implements TensorArchive {

  private static final String SUFFIX = ".npy";

  private final Path file;
  private final ZipTensors zip;
  private final Map<String, StoredTensor> tensors;

  private NpyArchive(Path file, ZipTensors zip, Map<String, StoredTensor> tensors) {
    this.file = file;
    this.zip = zip;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens an {@code .npz} file and reads the headers of its arrays.
   *
   * @param file the file
   * @return its arrays, by the names they were saved under
   * @throws IOException if it can't be read
   */
  public static NpyArchive open(Path file) throws IOException {
    ZipTensors zip = ZipTensors.open(file);
    try {
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (ZipEntry entry : zip.entries().values()) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
          throw new FormatException(file, "zip entry " + name, "a name that ends in .npy", name);
        }
        name = name.substring(0, name.length() - SUFFIX.length());
        tensors.put(name, tensor(zip, entry, name));
      }
      return new NpyArchive(file, zip, tensors);
    } catch (IOException | RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  /**
   * Opens an {@code .npy} file and reads its header.
   *
   * @param file the file
   * @return its array
   * @throws IOException if it can't be read
   */
  public static StoredTensor single(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      NpyHeader header = NpyHeader.read(file, "array", in);
      return header
          .tensor(
              file,
              "array",
              Files.size(file) - header.bytes(),
              () -> {
                InputStream data = Files.newInputStream(file);
                data.skipNBytes(header.bytes());
                return data;
              })
          .at(header.bytes());
    }
  }

  /**
   * Tells by its first bytes whether a file is a zip, as an {@code .npz} file is.
   *
   * @param file the file
   * @return true if {@link #open} may be tried
   * @throws IOException if it can't be read
   */
  public static boolean isZip(Path file) throws IOException {
    return ZipTensors.isZip(file);
  }

  private static StoredTensor tensor(ZipTensors zip, ZipEntry entry, String name)
      throws IOException {
    try (InputStream in = zip.stream(entry)) {
      NpyHeader header = NpyHeader.read(zip.file(), name, in);
      return header.tensor(
          zip.file(),
          name,
          entry.getSize() - header.bytes(),
          () -> {
            InputStream data = zip.stream(entry);
            data.skipNBytes(header.bytes());
            return data;
          });
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

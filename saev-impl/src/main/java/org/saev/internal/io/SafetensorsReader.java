package org.saev.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads tensors of a safetensors file into arrays, in pieces: memory beyond the arrays is 1 MiB.
 */
public final class SafetensorsReader implements TensorArchive {

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final Map<String, StoredTensor> tensors;

  private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    Map<String, StoredTensor> all = new LinkedHashMap<>();
    header
        .tensors()
        .forEach(
            (name, info) ->
                all.put(
                    name,
                    new StoredTensor(
                        file, name, info.dtype(), info.shape(), false, () -> stream(info))));
    tensors = Collections.unmodifiableMap(all);
  }

  /**
   * Opens a file and checks its header.
   *
   * @param file the file
   * @return a reader; close it after use
   * @throws IOException if the file can't be read
   */
  public static SafetensorsReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsReader(file, channel, SafetensorsHeader.read(file, channel));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Returns the header.
   *
   * @return names, dtypes and shapes
   */
  public SafetensorsHeader header() {
    return header;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /**
   * Reads a tensor of floats; float64 is rounded to float32, every other format is exact.
   *
   * @param name its name
   * @return its values, row-major
   * @throws IOException if the file can't be read
   */
  public float[] floats(String name) throws IOException {
    header.tensor(name);
    return tensors.get(name).floats();
  }

  /**
   * Reads a tensor of 64-bit whole numbers.
   *
   * @param name its name
   * @return its values, row-major
   * @throws IOException if the file can't be read
   */
  public long[] longs(String name) throws IOException {
    if (header.tensor(name).dtype() != Dtype.I64) {
      throw tensors.get(name).wrong("I64");
    }
    return tensors.get(name).longs();
  }

  /**
   * Reads a tensor of float64.
   *
   * @param name its name
   * @return its values, row-major
   * @throws IOException if the file can't be read
   */
  public double[] doubles(String name) throws IOException {
    header.tensor(name);
    return tensors.get(name).doubles();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private InputStream stream(TensorInfo info) {
    return new InputStream() {
      private long position = info.begin();

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int from, int count) throws IOException {
        int read = channel.read(ByteBuffer.wrap(to, from, count), position);
        position += Math.max(0, read);
        return read;
      }
    };
  }
}

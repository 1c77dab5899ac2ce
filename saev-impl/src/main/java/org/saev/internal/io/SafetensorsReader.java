package org.saev.internal.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.saev.FormatException;

/**
 * Reads tensors of a safetensors file into arrays, in pieces: memory beyond the arrays is 1 MiB.
 */
public final class SafetensorsReader implements Closeable {

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
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

  /**
   * Reads a tensor of float32, float16 or bfloat16; each value is exact.
   *
   * @param name its name
   * @return its values, row-major
   * @throws IOException if the file can't be read
   */
  public float[] floats(String name) throws IOException {
    TensorInfo info = header.tensor(name);
    return switch (info.dtype()) {
      case F32 ->
          read(
              info,
              new float[length(info)],
              (bytes, to, from) -> {
                FloatBuffer values = bytes.asFloatBuffer();
                values.get(to, from, values.remaining());
              });
      case F16 ->
          read(
              info,
              new float[length(info)],
              (bytes, to, from) -> {
                ShortBuffer bits = bytes.asShortBuffer();
                for (int i = from; bits.hasRemaining(); i++) {
                  to[i] = HalfPrecision.halfToFloat(bits.get());
                }
              });
      case BF16 ->
          read(
              info,
              new float[length(info)],
              (bytes, to, from) -> {
                ShortBuffer bits = bytes.asShortBuffer();
                for (int i = from; bits.hasRemaining(); i++) {
                  to[i] = HalfPrecision.bfloat16ToFloat(bits.get());
                }
              });
      default -> throw wrongType(info, "F32, F16 or BF16");
    };
  }

  /**
   * Reads a tensor of 64-bit whole numbers.
   *
   * @param name its name
   * @return its values, row-major
   * @throws IOException if the file can't be read
   */
  public long[] longs(String name) throws IOException {
    TensorInfo info = header.tensor(name);
    if (info.dtype() != Dtype.I64) {
      throw wrongType(info, "I64");
    }
    return read(
        info,
        new long[length(info)],
        (bytes, to, from) -> {
          LongBuffer values = bytes.asLongBuffer();
          values.get(to, from, values.remaining());
        });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private <A> A read(TensorInfo info, A array, Decoder<A> decoder) throws IOException {
    long bytes = info.bytes();
    ByteBuffer buffer =
        ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (long done = 0; done < bytes; done += BUFFER_BYTES) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytes - done));
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, info.begin() + done + buffer.position()) < 0) {
          throw new EOFException(file + " was cut while it was read");
        }
      }
      decoder.decode(buffer.flip(), array, (int) (done / info.dtype().bytes()));
    }
    return array;
  }

  private int length(TensorInfo info) {
    if (info.elements() > MAX_ARRAY) {
      throw new FormatException(
          file,
          "tensor " + info.name(),
          "at most " + MAX_ARRAY + " numbers, what a Java array holds",
          info.describe());
    }
    return (int) info.elements();
  }

  private FormatException wrongType(TensorInfo info, String expected) {
    return new FormatException(file, "tensor " + info.name(), expected, info.describe());
  }

  /** Decodes bytes into an array from an index on. */
  private interface Decoder<A> {
    void decode(ByteBuffer bytes, A array, int from);
  }
}

package org.saev.benchmarks.quality;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

/**
 * Tokens that numpy wrote: {@code NAME.npy} float32 [tokens, width], {@code NAME_modality.npy}
 * uint8.
 */
final class NpySource implements ActivationSource {

  private static final int TOKENS_A_EXAMPLE = 1024;
  private static final Modality[] MODALITIES = {Modality.TEXT, Modality.IMAGE};

  private final Path file;
  private final FileChannel channel;
  private final int headerBytes;
  private final int width;
  private final long tokens;
  private final byte[] modality;

  NpySource(Path folder, String name, int width) throws IOException {
    this.width = width;
    file = folder.resolve(name + ".npy");
    channel = FileChannel.open(file);
    headerBytes = headerBytes(Files.newInputStream(file).readNBytes(12));
    tokens = (channel.size() - headerBytes) / (4L * width);
    modality = bytes(folder.resolve(name + "_modality.npy"));
    if (modality.length != tokens) {
      throw new IOException(
          file + " has " + tokens + " tokens, but " + modality.length + " modalities");
    }
  }

  /** The data of a small array, without its header. */
  static byte[] bytes(Path npy) throws IOException {
    byte[] all = Files.readAllBytes(npy);
    int header = headerBytes(all);
    return java.util.Arrays.copyOfRange(all, header, all.length);
  }

  /** The data of a float32 array. */
  static float[] floats(Path npy) throws IOException {
    byte[] data = bytes(npy);
    float[] floats = new float[data.length / 4];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

  @Override
  public Stream<Example> examplesFrom(long first) {
    return LongStream.range(first, tokens / TOKENS_A_EXAMPLE).mapToObj(this::example);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Example example(long index) {
    TokenSequence.Builder sequence = TokenSequence.builder();
    for (int token = 0; token < TOKENS_A_EXAMPLE; token++) {
      int m = modality[(int) (index * TOKENS_A_EXAMPLE + token)];
      sequence.token(MODALITIES[m], TokenRole.ORDINARY, null);
    }
    long bytes = 4L * TOKENS_A_EXAMPLE * width;
    try {
      ByteBuffer rows =
          channel.map(FileChannel.MapMode.READ_ONLY, headerBytes + index * bytes, bytes);
      return Example.of(
          Long.toString(index),
          sequence.build(),
          rows.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("can't read " + file, e);
    }
  }

  private static int headerBytes(byte[] start) {
    String magic = new String(start, 1, 5, StandardCharsets.US_ASCII);
    if (!magic.equals("NUMPY") || start[6] != 1) {
      throw new IllegalArgumentException("not a version 1 .npy file");
    }
    return 10 + (start[8] & 0xff) + 256 * (start[9] & 0xff);
  }
}

package org.saev.internal.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes safetensors files. */
public final class SafetensorsWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  private SafetensorsWriter() {}

  /**
   * Writes a file and forces it to the disk; memory beyond the tensors is 1 MiB. Tensors of wider
   * numbers come first, so that every number is aligned in a mapping.
   *
   * @param file made or overwritten; not atomic by itself, see {@link AtomicFiles}
   * @param metadata free text entries of the header
   * @param tensors what it is to hold
   * @return size and checksum of the file
   * @throws IOException if the file can't be written
   */
  public static FileChecksum write(Path file, Map<String, String> metadata, List<Tensor> tensors)
      throws IOException {
    List<Tensor> ordered =
        tensors.stream()
            .sorted(Comparator.comparingInt((Tensor tensor) -> -tensor.dtype().bytes()))
            .toList();
    MessageDigest digest = FileChecksum.newDigest();
    try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
      Tensor.Sink sink =
          bytes -> {
            digest.update(bytes.duplicate());
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          };
      sink.write(ByteBuffer.wrap(SafetensorsHeader.encode(metadata, ordered)));
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (Tensor tensor : ordered) {
        tensor.writeTo(buffer, sink);
      }
      channel.force(true);
      return FileChecksum.of(channel.size(), digest);
    }
  }
}

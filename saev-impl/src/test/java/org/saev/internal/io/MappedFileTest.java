package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappedFileTest {

  private static final int STEP = 16;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 100})
  void slice_ofAnyPlaceUpToAStep_hasItsBytes(int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      content.put((byte) (7 * i));
    }
    try (FileChannel channel = channel()) {
      channel.write(content.flip());
      MappedFile map = new MappedFile(channel, STEP);
      for (int from = 0; from < size; from++) {
        for (int length = 0; length <= Math.min(STEP, size - from); length++) {
          assertThat(map.slice(from, length)).isEqualTo(content.slice(from, length));
        }
      }
      assertThatThrownBy(() -> map.slice(size, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void numbers_beyondTwoGibibytes_areRead() throws IOException {
    long offset = (5L << 30) - 8;
    try (FileChannel channel = channel()) {
      // A hole in a sparse file takes no space.
      ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(number.putLong(0x1234567890abcdefL).flip(), offset);
      MappedFile map = new MappedFile(channel);
      assertThat(map.getLong(offset)).isEqualTo(0x1234567890abcdefL);
      assertThat(map.getInt(offset)).isEqualTo(0x90abcdef);
      assertThat(map.slice(offset - (1 << 30) + 8, 1 << 30).getLong((1 << 30) - 8))
          .isEqualTo(0x1234567890abcdefL);
    }
  }

  private FileChannel channel() throws IOException {
    return FileChannel.open(
        folder.resolve("data"),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.SPARSE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }
}

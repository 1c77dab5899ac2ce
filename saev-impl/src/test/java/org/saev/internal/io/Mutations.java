package org.saev.internal.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes in the ways that disks, transfers and liars do. */
public final class Mutations {

  /** What lengths, counts and offsets go wrong by. */
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 62,
    Long.MAX_VALUE / 8
  };

  /** What numbers and words of texts go wrong by. */
  private static final String[] WORDS = {
    "-1",
    "0",
    "1.5",
    "1e999",
    "1e-999",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "null",
    "true",
    "NaN",
    "[]",
    "{}",
    "\"\"",
    "[[",
    "\\u0000",
    "\u00ff"
  };

  private static final int MOST_INSERTED = 4096;

  private Mutations() {}

  /** Replaces a file; deleting it first spares the flush that ext4 makes after a truncation. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }

  /** A damaged copy; may be equal by chance. */
  public static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      bytes = random.nextBoolean() ? bytesChanged(bytes, random) : partsMoved(bytes, random);
    }
    return bytes;
  }

  private static byte[] bytesChanged(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> bytes[at] = (byte) "0123456789-[]{},:\"eE.".charAt(random.nextInt(21));
      case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) -1);
      case 4 -> {
        return wordChanged(bytes, at, random);
      }
      default -> numberChanged(bytes, at, random);
    }
    return bytes;
  }

  /** Sets a little-endian number of 1 to 8 bytes, or adds to what is there. */
  private static void numberChanged(byte[] bytes, int at, Random random) {
    int size = Math.min(1 << random.nextInt(4), bytes.length - at);
    long before = 0;
    for (int i = 0; i < size; i++) {
      before |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    long value =
        switch (random.nextInt(3)) {
          case 0 -> before + random.nextInt(17) - 8;
          case 1 -> random.nextInt(2 * bytes.length);
          default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
  }

  /** Replaces the letters and digits that a place is among. */
  private static byte[] wordChanged(byte[] bytes, int at, Random random) {
    int from = at;
    int to = at;
    while (from > 0 && isOfWord(bytes[from - 1])) {
      from--;
    }
    while (to < bytes.length && isOfWord(bytes[to])) {
      to++;
    }
    return spliced(bytes, from, to, WORDS[random.nextInt(WORDS.length)].getBytes(ISO_8859_1), 1);
  }

  private static boolean isOfWord(byte b) {
    return b == '_' || Character.isLetterOrDigit(b);
  }

  private static byte[] partsMoved(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(random.nextBoolean() ? 16 : bytes.length) + 1;
    int end = Math.min(bytes.length, at + length);
    byte[] part = Arrays.copyOfRange(bytes, at, end);
    switch (random.nextInt(7)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
      }
      case 2 -> {
        // Moves the rest by some bytes.
        int to = random.nextInt(bytes.length);
        System.arraycopy(bytes, at, bytes, to, bytes.length - Math.max(at, to));
      }
      case 3 -> {
        // Swaps two parts, which may overlap.
        int other = random.nextInt(bytes.length);
        int count = Math.min(part.length, bytes.length - other);
        System.arraycopy(bytes, other, bytes, at, count);
        System.arraycopy(part, 0, bytes, other, count);
      }
      case 4 -> {
        return spliced(bytes, at, end, new byte[0], 1);
      }
      case 5 -> {
        int times = 1 + random.nextInt(1 + MOST_INSERTED / part.length);
        return spliced(bytes, at, at, part, times);
      }
      default -> {
        return directoryChanged(bytes, random);
      }
    }
    return bytes;
  }

  /** Puts a part, some times, where another one was. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] part, int times) {
    ByteBuffer all = ByteBuffer.allocate(bytes.length - (to - from) + part.length * times);
    all.put(bytes, 0, from);
    for (int i = 0; i < times; i++) {
      all.put(part);
    }
    return all.put(bytes, to, bytes.length - to).array();
  }

  /** Changes one field of a record of a zip file; any number where there are none. */
  private static byte[] directoryChanged(byte[] bytes, Random random) {
    int start = random.nextInt(bytes.length);
    for (int i = 0; i + 4 < bytes.length; i++) {
      int at = (start + i) % (bytes.length - 4);
      if (bytes[at] == 'P' && bytes[at + 1] == 'K') {
        int[] fields =
            switch (bytes[at + 2]) {
              case 1 -> new int[] {4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42};
              case 3 -> new int[] {4, 6, 8, 10, 12, 14, 18, 22, 26, 28};
              case 5 -> new int[] {4, 6, 8, 10, 12, 16, 20};
              case 6 -> new int[] {4, 12, 14, 16, 20, 24, 32, 40, 48};
              case 7 -> new int[] {4, 8, 16};
              default -> new int[] {0};
            };
        int field = at + fields[random.nextInt(fields.length)];
        if (field < bytes.length) {
          numberChanged(bytes, field, random);
        }
        return bytes;
      }
    }
    numberChanged(bytes, start, random);
    return bytes;
  }
}

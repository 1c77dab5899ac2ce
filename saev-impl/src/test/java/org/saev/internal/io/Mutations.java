package org.saev.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes in the ways that disks, transfers and liars do. */
public final class Mutations {

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
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        case 4 -> {
          // Moves the rest by some bytes.
          int to = random.nextInt(bytes.length);
          System.arraycopy(bytes, at, bytes, to, bytes.length - Math.max(at, to));
        }
        case 5 -> bytes[at] = (byte) "0123456789-[]{},:\"eE.".charAt(random.nextInt(21));
        default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) -1);
      }
    }
    return bytes;
  }
}

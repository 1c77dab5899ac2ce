package org.saev.internal.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes files whole or not at all: a temporary file in the same folder, forced to the disk, then
 * moved over the old one in one step. An interrupt doesn't stop it.
 */
public final class AtomicFiles {

  private static final String TEMPORARY = ".part";

  private AtomicFiles() {}

  /**
   * Writes a file.
   *
   * @param <T> what the action gives back
   * @param target made or replaced
   * @param action writes the temporary file and forces it to the disk
   * @return the action's result
   * @throws IOException if the disk fails
   */
  public static <T> T write(Path target, Action<T> action) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
    try {
      return Uninterruptibly.call(
          () -> {
            T result = action.write(temporary);
            move(temporary, target);
            return result;
          });
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /**
   * Writes a text file as UTF-8.
   *
   * @param target made or replaced
   * @param text its content
   * @throws IOException if the disk fails
   */
  public static void write(Path target, String text) throws IOException {
    write(
        target,
        temporary -> {
          ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
          try (FileChannel channel =
              FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
            channel.force(true);
          }
          return null;
        });
  }

  /**
   * Moves a file over another in one step, and forces the folder to the disk.
   *
   * @param source a file
   * @param target made or replaced; in the same folder
   * @throws IOException if the disk fails
   */
  public static void move(Path source, Path target) throws IOException {
    Files.move(source, target, ATOMIC_MOVE, REPLACE_EXISTING);
    // Windows can't open a folder; there the move itself is journalled.
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel folder = FileChannel.open(target.toAbsolutePath().getParent(), READ)) {
        folder.force(true);
      }
    }
  }

  /**
   * Tells whether a file is what a killed {@link #write} left behind.
   *
   * @param file the file
   * @return true for a temporary file
   */
  public static boolean isTemporary(Path file) {
    return file.getFileName().toString().endsWith(TEMPORARY);
  }

  /** Writes a file. */
  public interface Action<T> {
    /**
     * Writes the file.
     *
     * @param temporary where to
     * @return anything
     * @throws IOException if the disk fails
     */
    T write(Path temporary) throws IOException;
  }
}

package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes text files whole or not at all: into a file beside, which then takes the name. */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Writes a text file as UTF-8.
   *
   * @param file made or replaced; its folder must exist
   * @param text its content
   * @return the file
   * @throws IOException if it can't be written
   */
  public static Path write(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return file;
  }
}

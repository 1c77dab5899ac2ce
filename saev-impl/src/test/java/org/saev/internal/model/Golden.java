package org.saev.internal.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.saev.internal.io.NpyArchive;

/** The files that other tools wrote, and what those tools computed with them. */
final class Golden {

  static final int WIDTH = 48;
  static final int LATENTS = 192;
  static final int K = 8;
  static final int ROWS = 64;

  private Golden() {}

  static Path path(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static float[] floats(String name) throws IOException {
    return NpyArchive.single(path(name)).floats();
  }

  static long[] longs(String name) throws IOException {
    return NpyArchive.single(path(name)).longs();
  }

  /** Copies a file or folder. */
  static Path copy(String name, Path to) throws IOException {
    Path from = path(name);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : all.toList()) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.toAbsolutePath().getParent());
          Files.copy(source, target);
        }
      }
    }
    return to;
  }
}

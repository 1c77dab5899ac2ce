package org.saev.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Python that has PyTorch, if there is one. */
final class Python {

  static final String ABSENT =
      "no python3 with torch and numpy was found (on Debian: apt-get install python3-torch)";

  private static final int SECONDS = 60;

  private Python() {}

  static Optional<String> withTorch() throws InterruptedException {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      if (hasTorch(python)) {
        return Optional.of(python);
      }
    }
    return Optional.empty();
  }

  private static boolean hasTorch(String python) throws InterruptedException {
    try {
      return run(python, Path.of("."), "import torch, numpy").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a program, and returns what it printed. */
  static String run(String python, Path folder, String program)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("python", ".txt");
    try {
      Process process =
          new ProcessBuilder(python, "-c", program)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IOException(python + " failed: " + printed);
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }

  /** A file of the project, from the folder of the module or of the project. */
  static Path project(String file) {
    Path here = Path.of(file);
    return (Files.exists(here) ? here : Path.of("..", file)).toAbsolutePath();
  }
}

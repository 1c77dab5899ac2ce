package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** The most memory that this process has held, native and mapped memory included. */
public final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "VmHWM:";
  private static final double KIB_A_GIB = 1 << 20;

  private PeakMemory() {}

  /**
   * The peak for people.
   *
   * @return such as {@code "1.9 GiB of memory"}; only Linux tells it
   */
  public static String text() {
    OptionalLong kib = kib();
    return kib.isEmpty()
        ? "an unknown amount of memory"
        : String.format(Locale.ROOT, "%.1f GiB of memory", kib.getAsLong() / KIB_A_GIB);
  }

  private static OptionalLong kib() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}

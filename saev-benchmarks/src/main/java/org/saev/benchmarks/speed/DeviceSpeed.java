package org.saev.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.saev.internal.djl.DjlBackend;

/**
 * Measures the back end on DJL on one device: training step and encoding against DJL's bare matMul
 * on it, by size and precision; prints a table in Markdown, and writes it.
 *
 * <p>{@code DeviceSpeed DEVICE FILE [--quick] [--size A|B|C]... [--precision fp32|tf32|bf16]...}
 */
public final class DeviceSpeed {

  private static final List<Work> WORKS =
      List.of(Work.DEVICE_PRODUCT, Work.DEVICE_ENCODE, Work.DEVICE_STEP);

  private static final List<String> HEAP = List.of("-Xmx6g");

  private final String device;
  private final Path file;
  private final List<String> sizes = new ArrayList<>();
  private final List<String> precisions = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private boolean quick;

  private DeviceSpeed(String device, Path file) {
    this.device = device;
    this.file = file;
  }

  /**
   * Runs all.
   *
   * @param args as above
   * @throws IOException if the table can't be written
   */
  public static void main(String[] args) throws IOException {
    if (!measure(args).isEmpty()) {
      System.exit(1);
    }
  }

  /** Returns why a device can't be measured, or empty if it can. */
  static Optional<String> problem(String device) {
    // bf16 asks for nothing of the environment.
    return new DjlBackend().unavailableReason(device + "?precision=bf16");
  }

  /** Measures, and returns what failed. */
  static List<String> measure(String... args) throws IOException {
    DeviceSpeed speed = new DeviceSpeed(args[0], Path.of(args[1]).toAbsolutePath());
    for (int i = 2; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> speed.quick = true;
        case "--size" -> speed.sizes.add(args[++i]);
        case "--precision" -> speed.precisions.add(args[++i]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (speed.sizes.isEmpty()) {
      speed.sizes.addAll(List.of("A", "B", "C"));
    }
    if (speed.precisions.isEmpty()) {
      speed.precisions.addAll(List.of("fp32", "tf32", "bf16"));
    }
    speed.run();
    return speed.failures;
  }

  private void run() throws IOException {
    Files.createDirectories(file.getParent());
    StringBuilder table =
        new StringBuilder(
            "| device | size | precision | DJL matMul, ms | TFLOP/s | encode, ms | step, ms |"
                + " tokens/s | step / matMul |\n|---|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (String name : sizes) {
      for (String precision : precisions) {
        double[] millis = WORKS.stream().mapToDouble(w -> millis(w, name, precision)).toArray();
        table.append(row(Size.of(name), precision, millis));
      }
    }
    failures.forEach(failure -> table.append("\nleft out: ").append(failure).append('\n'));
    System.out.println(table);
    Files.writeString(file, table);
  }

  private String row(Size size, String precision, double[] millis) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.3f | %.2f | %.3f | %.3f | %,.0f | %.2f |%n",
        device,
        size.name(),
        precision,
        millis[0],
        size.productFlops() / millis[0] / 1e9,
        millis[1],
        millis[2],
        size.tokens() / millis[2] * 1e3,
        millis[2] / millis[0]);
  }

  /** Measures one thing; NaN if it fails, which is reported at the end. */
  private double millis(Work work, String size, String precision) {
    Map<String, String> parameters =
        Map.of("size", size, "device", device + "?precision=" + precision);
    Jmh.Setting setting =
        quick
            ? new Jmh.Setting(java(precision), HEAP, 1, 1, 100)
            : new Jmh.Setting(java(precision), HEAP, 2, 3, 1000);
    try {
      return Jmh.run(work, parameters, setting).millis();
    } catch (IllegalStateException e) {
      failures.add(size + ", " + precision + ", " + work + ": " + e.getMessage());
      return Double.NaN;
    }
  }

  /** PyTorch reads its switch for TF32 when it is loaded, from the environment alone. */
  private Path java(String precision) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String value = precision.equals("tf32") ? "1" : "0";
    Path script = file.resolveSibling("java-tf32-" + value);
    try {
      Files.writeString(
          script,
          "#!/bin/sh\nTORCH_ALLOW_TF32_CUBLAS_OVERRIDE=%s exec '%s' \"$@\"\n"
              .formatted(value, java));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return script;
  }
}

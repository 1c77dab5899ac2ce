package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory as the kernel counts it, in processes of their own. */
class MemoryTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnabledOnOs(OS.LINUX)
  @ValueSource(
      strings = {
        "training 512 16384 32 512 fp32",
        "training 256 16384 16 4096 fp32",
        "training 512 4096 32 8192 fp32", // many tokens
        "training-without-aux 32 4096 4 65536 fp32", // large chunks
        "training 128 4096 256 4096 fp32", // a large k
        "training-clipped 512 16384 32 512 fp32",
        "training-signum 512 16384 32 512 fp32",
        "training 256 8192 16 2048 bf16",
        "encoding 1024 24000 16 600 fp32",
        "encoding 1024 24000 16 600 bf16"
      })
  void plan_agreesWithTheMeasuredPeak(String arguments) throws Exception {
    Matcher figures =
        Pattern.compile("measured (\\d+) planned (\\d+)").matcher(run(arguments.split(" ")));
    assertThat(figures.find()).isTrue();
    double measured = Double.parseDouble(figures.group(1));
    assertThat(Double.parseDouble(figures.group(2))).isCloseTo(measured, within(0.1 * measured));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thousandSteps_leakNothing() throws Exception {
    Matcher figures = Pattern.compile("grew (-?\\d+)").matcher(run("thousand-steps"));
    assertThat(figures.find()).isTrue();
    // One forgotten batch of 128 x 24 floats a step would make 12 MB.
    assertThat(Long.parseLong(figures.group(1))).isLessThan(4 << 20);
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // The Java heap is all there from the start, so that what grows is the device's memory.
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
    // The optimising compiler's own memory would come and go beside it.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MemoryProgram.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Freed memory goes back at once, as an allocator of a GPU reuses it at once.
    builder
        .environment()
        .putAll(
            Map.of(
                "MALLOC_MMAP_THRESHOLD_", "1048576",
                "MALLOC_TRIM_THRESHOLD_", "1048576",
                "MALLOC_ARENA_MAX", "1"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void freeMemory_isReadFromTheKernel() throws IOException {
    Path meminfo = folder.resolve("meminfo");
    Files.writeString(meminfo, "MemTotal: 24 kB\nMemAvailable:   2048 kB\n");
    assertThat(DeviceMemory.ofCpu(meminfo)).hasValue(2048 * 1024);
    assertThat(DeviceMemory.ofCpu(folder.resolve("none"))).isEmpty();
  }

  @Test
  void freeMemory_isReadFromNvidiaSmi() {
    assertThat(DeviceMemory.mebibytes(List.of(" 24268 "))).hasValue(24268L << 20);
    assertThat(DeviceMemory.mebibytes(List.of("No devices were found"))).isEmpty();
    assertThat(DeviceMemory.mebibytes(List.of())).isEmpty();
    assertThat(DeviceMemory.visible(1, "3,GPU-5a")).isEqualTo("GPU-5a");
    assertThat(DeviceMemory.visible(2, null)).isEqualTo("2");
  }
}

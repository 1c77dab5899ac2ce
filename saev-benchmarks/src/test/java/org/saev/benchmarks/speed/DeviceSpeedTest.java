package org.saev.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The table of a device, on a GPU and, to try it, on the CPU. */
@DisabledOnOs(OS.WINDOWS)
class DeviceSpeedTest {

  @TempDir Path folder;

  /** Another run on the same machine is no reason to fail. */
  @BeforeEach
  void shareTheMachine() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  /** Sizes A, B and C in each precision: some minutes. */
  @Test
  @Tag("gpu")
  void gpu_isMeasured() throws IOException {
    Optional<String> problem = DeviceSpeed.problem("cuda:0");
    problem.ifPresent(why -> System.err.println("left out: table of 'cuda:0': " + why));
    assumeTrue(problem.isEmpty());

    assertThat(DeviceSpeed.measure("cuda:0", "target/cuda.md")).isEmpty();
  }

  @Test
  void cpu_isMeasuredByTheSameProgram() throws IOException {
    Path file = folder.resolve("cpu.md");

    List<String> failures =
        DeviceSpeed.measure(
            "djl:cpu",
            file.toString(),
            "--quick",
            "--size",
            "1024x48x256x4",
            "--precision",
            "tf32");

    assertThat(failures).isEmpty();
    assertThat(Files.readString(file))
        .containsPattern(
            "\\| djl:cpu \\| 1024x48x256x4 \\| tf32 \\| [0-9.]+ \\| [0-9.]+ \\| [0-9.]+ \\|"
                + " [0-9.]+ \\| [0-9,]+ \\| [0-9.]+ \\|");
  }

  @Test
  void whatFails_isLeftOutAndNamed() throws IOException {
    Path file = folder.resolve("cpu.md");

    List<String> failures =
        DeviceSpeed.measure(
            "djl:gpu",
            file.toString(),
            "--quick",
            "--size",
            "1024x48x256x4",
            "--precision",
            "bf16");

    assertThat(failures).hasSize(2); // the product knows no more than DJL's CPU
    assertThat(Files.readString(file))
        .contains("left out: 1024x48x256x4, bf16, encode on the device");
  }
}

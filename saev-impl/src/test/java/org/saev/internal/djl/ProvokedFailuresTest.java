package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.saev.DeviceUnavailableException;
import org.saev.SaevException;
import org.saev.training.TrainingConfig;

/** What goes wrong with natives and devices, done wrong for real, in processes of their own. */
@EnabledOnOs(OS.LINUX)
class ProvokedFailuresTest {

  @TempDir static Path libraries;
  @TempDir Path cache;

  /** Only what a libtorch brings itself, as if it had been installed. */
  @BeforeAll
  static void installLibtorch() throws IOException {
    Engine.getEngine("PyTorch"); // unpacks the natives of the class path
    try (Stream<Path> files = Files.walk(Utils.getEngineCacheDir("pytorch"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        Path link = libraries.resolve(name);
        if (name.startsWith("lib") && name.contains(".so") && !Files.exists(link)) {
          Files.createSymbolicLink(link, file);
        }
      }
    }
    assertThat(libraries.resolve("libtorch_cpu.so")).exists();
  }

  @AfterAll
  static void removeLibtorch() throws IOException {
    try (Stream<Path> links = Files.list(libraries)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  private String reason(String device, Map<String, String> environment)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch-native"))
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                classPath,
                AvailabilityProgram.class.getName(),
                device)
            .redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR"));
    builder.environment().put("DJL_CACHE_DIR", cache.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void noNatives() throws Exception {
    assertThat(reason("djl:cpu", Map.of()))
        .contains("DJL found no PyTorch natives (", "bring the natives on the class path");
  }

  @Test
  void flavourWithoutLibraryPath() throws Exception {
    assertThat(reason("djl:cpu", Map.of("PYTORCH_FLAVOR", "cu128")))
        .contains("DJL found no PyTorch natives (", "or set PYTORCH_LIBRARY_PATH");
  }

  @Test
  void emptyLibraryPath() throws Exception {
    Map<String, String> environment =
        Map.of("PYTORCH_LIBRARY_PATH", cache.toString(), "PYTORCH_FLAVOR", "cpu");
    assertThat(reason("djl:cpu", environment)).contains("DJL found no PyTorch natives (");
  }

  @Test
  void libraryPathWithoutFlavour() throws Exception {
    assertThat(reason("djl:cpu", Map.of("PYTORCH_LIBRARY_PATH", libraries.toString())))
        .contains("no JNI library for its flavour", "set PYTORCH_FLAVOR to the flavour");
  }

  @Test
  void flavourOfCuda_forALibtorchWithoutIt() throws Exception {
    Map<String, String> environment =
        Map.of("PYTORCH_LIBRARY_PATH", libraries.toString(), "PYTORCH_FLAVOR", "cu128");
    assertThat(reason("djl:cpu", environment))
        .contains("PYTORCH_FLAVOR is one of CUDA, but", "set PYTORCH_FLAVOR=cpu");
  }

  @Test
  void installedLibtorch_withItsFlavour_canBeUsed() throws Exception {
    Map<String, String> environment =
        Map.of("PYTORCH_LIBRARY_PATH", libraries.toString(), "PYTORCH_FLAVOR", "cpu");
    assertThat(reason("djl:cpu", environment)).contains("can be used");
  }

  @Test
  void gpu_whereThereIsNone() {
    assumeTrue(Files.notExists(Path.of("/dev/nvidiactl")) && Files.notExists(Path.of("/dev/dxg")));
    assertThatThrownBy(() -> new DjlBackend().open(DjlData.weights(2, 4, 1), "cuda:0", 0))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageStartingWith("device 'cuda:0' is not available: no NVIDIA driver was found");
  }

  @Test
  void tooLittleMemory() {
    TrainingConfig config =
        DjlData.trainer().batchTokens(1 << 30).shuffleBufferTokens(1 << 30).config();
    assertThatThrownBy(
            () ->
                new DjlBackend()
                    .train(
                        DjlData.weights(DjlData.WIDTH, DjlData.LATENTS, DjlData.K),
                        config,
                        "djl:cpu",
                        0))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("training 200 latents of width 24 on 1,073,741,824 tokens a step")
        .hasMessageContaining("but this machine has ")
        .hasMessageContaining("free: lower batchTokens or latents (weights");
  }
}

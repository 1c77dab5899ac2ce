package org.saev.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library in a host that brings nothing of its own: saev, Guava, Gson and Commons Math on the
 * class path, no flag, no DJL.
 */
class SmallestClassPathTest {

  @TempDir Path folder;

  @Test
  void program_trainsScoresAndSaves() throws Exception {
    assertThat(run("cpu")).contains("scored 40, kept 20");
    assertThat(run("auto")).contains("scored 40, kept 20");
  }

  @Test
  void cuda_isRefused_withWhatToAdd() throws Exception {
    assertThat(run("cuda:0"))
        .contains("device 'cuda:0' is not available: DJL is not on the class path: add ai.djl");
  }

  @Test
  void deviceThatNobodyKnows_isRefused_withWhatThereIs() throws Exception {
    assertThat(run("tpu:0")).contains("device 'tpu:0' is not available", "cpu (device 'cpu')");
  }

  @Test
  void arrowFile_isRefused_withWhatToAdd() throws Exception {
    Path arrow = Files.createFile(folder.resolve("a.arrow"));
    assertThat(run(OpenProgram.class, arrow))
        .contains(arrow + " needs Apache Arrow's", "add org.apache.arrow:arrow-format:");
  }

  @Test
  void parquetFile_isRefused_withWhatToAdd() throws Exception {
    Path parquet = Files.createFile(folder.resolve("a.parquet"));
    assertThat(run(OpenProgram.class, parquet))
        .contains(parquet + " needs Apache Parquet", "add blue.strategic.parquet:parquet-floor:");
  }

  private String run(String device) throws Exception {
    return run(Program.class, folder, device);
  }

  private String run(Class<?> program, Path path, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-cp", smallest(), program.getName(), path.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String smallest() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                entry.contains("saev")
                    || entry.matches(".*[/\\\\](guava|failureaccess|gson|commons-math3)-[^/\\\\]*"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}

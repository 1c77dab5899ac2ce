package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.activations.Example;

/** Runs the Python program that the documentation of the package shows. */
final class PythonReaderTest {

  private static final Path DOCUMENTATION =
      Path.of("src", "main", "java", "org", "saev", "store", "package-info.java");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void documentedProgram_readsWhatWasWritten(ActivationDtype dtype) throws Exception {
    String python = pythonWithNumpy();
    List<Example> examples = RandomExamples.of(9, 3, dtype, 41);
    try (ActivationStoreWriter writer =
        ActivationStoreWriter.to(folder.resolve("store")).dtype(dtype).shardBytes(200).create()) {
      examples.forEach(writer::append);
    }
    Path program = folder.resolve("read.py");
    Files.writeString(
        program, "folder = '" + folder.resolve("store") + "'\n" + documentedProgram());

    String output = run(python, program.toString());

    String expected =
        examples.stream().map(PythonReaderTest::line).collect(Collectors.joining("\n"));
    assertThat(output.replace("\r", "").trim()).isEqualTo(expected);
  }

  private static String line(Example example) {
    double sum = 0;
    for (float value : RandomExamples.floats(example)) {
      sum += value;
    }
    // As Python rounds.
    BigDecimal rounded = new BigDecimal(sum).setScale(1, RoundingMode.HALF_EVEN);
    return "%s (%d, %d) %s"
        .formatted(example.id(), example.tokens().size(), example.width(), rounded);
  }

  private static String documentedProgram() throws IOException {
    Matcher code =
        Pattern.compile("<pre>\\{@code\n(.*?) \\* }</pre>", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENTATION));
    assertThat(code.find()).isTrue();
    String program =
        code.group(1).lines().map(line -> line.substring(3)).collect(Collectors.joining("\n"));
    assertThat(program.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
    return program;
  }

  private static String pythonWithNumpy() {
    return Stream.of("/usr/bin/python3", "python3")
        .filter(PythonReaderTest::hasNumpy)
        .findFirst()
        .orElseGet(
            () -> {
              assumeTrue(false, "skipped: no python3 with numpy (Debian: python3-numpy)");
              return "";
            });
  }

  private static boolean hasNumpy(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import numpy")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String run(String python, String program)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(python, program).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}

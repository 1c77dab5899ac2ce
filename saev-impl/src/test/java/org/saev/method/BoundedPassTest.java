package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundedPassTest {

  /** 1,000 examples are 330 MB of activations and as much of codes; the heap has 40 MiB. */
  @Test
  void passes_runInASmallPartOfTheMemoryThatTheDataWouldTake() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx40m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.saev.method.BoundedPassProgram",
                "1000")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("1000 examples, 1300000 tokens, 1000 scored");
  }
}

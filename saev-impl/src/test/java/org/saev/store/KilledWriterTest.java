package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Example;

/** A writer that is a process of its own, and is killed with no chance to tidy up. */
final class KilledWriterTest {

  @TempDir Path folder;

  @Test
  void killedAgainAndAgain_leavesAReadableStore_andGoesOn() throws Exception {
    List<Example> examples = WriterProgram.examples();
    Path killed = folder.resolve("killed");
    long before = 0;
    for (int until : new int[] {60, 150, 301}) {
      runUntil(until, killed);
      try (ActivationStore store = ActivationStore.open(killed)) {
        store.verify();
        long whole = store.exampleCount().orElseThrow();
        assertThat(whole).isBetween(before, (long) until + 100);
        assertThat(store.complete()).isFalse();
        RandomExamples.assertEqual(store.examples().toList(), examples.subList(0, (int) whole));
        before = whole;
      }
    }
    assertThat(before).isPositive();
    Path straight = folder.resolve("straight");
    WriterProgram.main(new String[] {killed.toString()});
    WriterProgram.main(new String[] {straight.toString()});

    try (ActivationStore one = ActivationStore.open(killed);
        ActivationStore other = ActivationStore.open(straight)) {
      RandomExamples.assertEqual(one.examples().toList(), examples);
      assertThat(one.complete()).isTrue();
      assertThat(one.activationScale()).isEqualTo(other.activationScale());
    }
  }

  private static void runUntil(int examples, Path store) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProgram.class.getName(),
                store.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !(line.matches("\\d+") && Integer.parseInt(line) >= examples)) {
        line = out.readLine();
      }
      process.destroyForcibly().waitFor();
      assertThat(line).as("written when it was killed").isNotNull();
    }
  }
}

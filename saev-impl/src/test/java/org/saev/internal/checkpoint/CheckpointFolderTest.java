package org.saev.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.FormatException;
import org.saev.SaevException;

final class CheckpointFolderTest {

  @TempDir Path folder;

  @Test
  void latest_withoutCheckpoint_isEmpty() {
    assertThat(new CheckpointFolder(folder.resolve("gone")).latest()).isEmpty();
  }

  @Test
  void latest_afterWrites_isTheLastOneAlone() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder.resolve("checkpoints"));
    for (int step = 0; step < 3; step++) {
      checkpoints.write(checkpoint(step));
      assertIsOfStep(checkpoints.latest().orElseThrow(), step);
    }
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("state.json", "state-2.safetensors");
    }
  }

  @Test
  void latest_ofDamagedArrays_isRefused() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    checkpoints.write(checkpoint(4));
    Path arrays = folder.resolve("state-0.safetensors");
    byte[] bytes = Files.readAllBytes(arrays);
    bytes[bytes.length / 2] ^= 1;
    Files.write(arrays, bytes);
    assertThatThrownBy(checkpoints::latest)
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("state-0.safetensors: SHA-256 of the file");
    Files.delete(arrays);
    assertThatThrownBy(checkpoints::latest).hasMessageContaining("but found no file");
    Path state = folder.resolve("state.json");
    Files.writeString(
        state, Files.readString(state).replace("state-0.safetensors", "../state-0.safetensors"));
    assertThatThrownBy(checkpoints::latest)
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.field()).isEqualTo("arrays"));
  }

  @Test
  void write_thatFails_leavesTheOneBefore() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    checkpoints.write(checkpoint(1));
    Files.createDirectories(folder.resolve("state.json.part/full"));
    assertThatThrownBy(() -> checkpoints.write(checkpoint(2)))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("could not write a checkpoint to");
    assertIsOfStep(checkpoints.latest().orElseThrow(), 1);
  }

  /** Kills a process that writes checkpoints without pause, again and again. */
  @Test
  void latest_afterTheWriterWasKilled_isWhole() throws Exception {
    long last = -1;
    for (int kill = 0; kill < 4; kill++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      try {
        // A byte says that the first checkpoint of this process is there.
        assertThat(writer.getInputStream().read()).isEqualTo('.');
        Thread.sleep(20 + 37 * kill);
      } finally {
        writer.destroyForcibly();
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      Checkpoint found = new CheckpointFolder(folder).latest().orElseThrow();
      long step = found.counters().get("step");
      assertIsOfStep(found, step);
      assertThat(step).isGreaterThan(last);
      last = step;
    }
  }

  /** The process that is killed. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] args) {
      CheckpointFolder checkpoints = new CheckpointFolder(Path.of(args[0]));
      long step = checkpoints.latest().map(before -> before.counters().get("step") + 1).orElse(0L);
      while (true) {
        checkpoints.write(checkpoint(step++));
        System.out.print('.');
        System.out.flush();
      }
    }
  }

  private static Checkpoint checkpoint(long step) {
    float[] weights = new float[300_000];
    Arrays.fill(weights, (float) step);
    return new Checkpoint(
        Map.of("seed", "7", "data", "sha256:ab"),
        Map.of("step", step, "least", Long.MIN_VALUE),
        Map.of("weights", weights, "none", new float[0]),
        Map.of("fired", new long[] {step, Long.MAX_VALUE}));
  }

  private static void assertIsOfStep(Checkpoint found, long step) {
    Checkpoint expected = checkpoint(step);
    assertThat(found.config()).isEqualTo(expected.config());
    assertThat(found.counters()).isEqualTo(expected.counters());
    for (String name : List.of("weights", "none")) {
      assertThat(found.floats().get(name)).isEqualTo(expected.floats().get(name));
    }
    assertThat(found.longs().get("fired")).isEqualTo(expected.longs().get("fired"));
  }
}

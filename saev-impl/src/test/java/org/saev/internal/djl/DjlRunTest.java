package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.Trainer;

/** Whole trainings through the entry point. */
class DjlRunTest {

  private static final int WIDTH = 16;

  @TempDir Path folder;

  private static ActivationSource data() {
    TokenSequence tokens = TokenSequence.builder().textTokens(400).build();
    float[] rows = DjlData.batch(1, 400, WIDTH);
    return ActivationSource.of(List.of(Example.of("a", tokens, FloatBuffer.wrap(rows))));
  }

  private static Trainer trainer(String device) {
    return Saev.trainer()
        .latents(64)
        .k(3)
        .steps(40)
        .batchTokens(64)
        .shuffleBufferTokens(256)
        .device(device);
  }

  private void stopAt(int step) {
    Cancellation cancellation = new Cancellation();
    Trainer stopped =
        trainer("djl:cpu")
            .checkpoints(folder, 1000)
            .cancellation(cancellation)
            .listener(
                progress -> {
                  if (progress.step() == step) {
                    cancellation.cancel();
                  }
                });
    assertThatThrownBy(() -> stopped.train(data())).isInstanceOf(CancelledException.class);
  }

  @Test
  void stoppedTraining_goesOnToTheSameBits() {
    stopAt(25);

    try (SparseAutoencoder resumed = trainer("djl:cpu").checkpoints(folder, 1000).train(data());
        SparseAutoencoder straight = trainer("djl:cpu").train(data())) {
      for (int latent = 0; latent < 64; latent++) {
        assertThat(resumed.decoderRow(latent)).isEqualTo(straight.decoderRow(latent));
        assertThat(resumed.encoderRow(latent)).isEqualTo(straight.encoderRow(latent));
      }
      double fvu = Saev.encode(data(), resumed).evaluate().all().fvu();
      assertThat(fvu).isLessThan(0.9);
    }
  }

  @Test
  void checkpoint_isTakenByOtherDevicesOfTheBackEnd_andRefusedByOthers() {
    stopAt(25);

    assertThatThrownBy(() -> trainer("cpu").checkpoints(folder, 1000).train(data()))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("its backend is djl, but this one's is cpu");
    try (SparseAutoencoder sae = trainer("djl:cpu*2").checkpoints(folder, 1000).train(data())) {
      assertThat(sae.config().provenance()).containsEntry("training.stepsDone", "40");
    }
  }

  @Test
  void withoutDjlOnTheClassPath_everythingElseWorks() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("djl" + File.separator + "api"))
            .filter(entry -> !entry.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                classPath,
                WithoutDjlProgram.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out)
        .contains("auto: 16 latents")
        .contains("device 'djl:cpu' is not available: " + Availability.ADD_DJL);
  }
}

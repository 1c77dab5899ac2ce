package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.ActivationScaling;
import org.saev.training.DecoderBiasStart;
import org.saev.training.ModalityMix;
import org.saev.training.TokenSelection;
import org.saev.training.Trainer;
import org.saev.training.TrainingProgress;

class TrainingTest {

  @TempDir Path folder;

  @Test
  void training_explainsTheData_andReportsIt() {
    List<TrainingProgress> seen = new ArrayList<>();

    SparseAutoencoder sae =
        TrainingProgram.trainer().listener(seen::add).train(TrainingProgram.data());

    double fvu = Saev.encode(TrainingProgram.data(), sae).evaluate().all().fvu();
    assertThat(fvu).isLessThan(0.1);
    assertThat(seen).hasSize(TrainingProgram.STEPS);
    TrainingProgress last = seen.get(seen.size() - 1);
    assertThat(last.fvu()).isLessThan(0.1).isLessThan(seen.get(0).fvu() / 3);
    assertThat(last.l0()).isBetween(1.0, 4.0);
    assertThat(last.tokens()).isEqualTo((long) TrainingProgram.STEPS * TrainingProgram.BATCH);
    assertThat(last.remaining()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void training_givesTheSameBits_forAnyNumberOfThreads(int threads) {
    assertSame(
        TrainingProgram.trainer().threads(threads).steps(150).train(TrainingProgram.data()),
        TrainingProgram.trainer().threads(2).steps(150).train(TrainingProgram.data()));
  }

  @Test
  void training_givesOtherBits_forAnotherSeed() {
    float[] one = TrainingProgram.trainer().steps(5).train(TrainingProgram.data()).decoderRow(0);
    float[] two =
        TrainingProgram.trainer().steps(5).seed(2).train(TrainingProgram.data()).decoderRow(0);
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void killedTraining_goesOnToTheBit() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator,
                TrainingProgram.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    int steps = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null && steps < 1010; line = out.readLine()) {
        steps = line.startsWith("step ") ? Integer.parseInt(line.substring(5)) : steps;
      }
      process.destroyForcibly().waitFor();
    }
    assertThat(steps).as("steps done when it was killed").isEqualTo(1010);

    int[] resumedAt = {0};
    SparseAutoencoder resumed =
        TrainingProgram.trainer()
            .checkpoints(folder, 250)
            .listener(
                new org.saev.training.TrainingListener() {
                  @Override
                  public void onProgress(TrainingProgress progress) {}

                  @Override
                  public void onResume(Path from, int step) {
                    resumedAt[0] = step;
                  }
                })
            .train(TrainingProgram.data());

    assertThat(resumedAt[0]).isGreaterThanOrEqualTo(1000);
    assertSame(resumed, TrainingProgram.trainer().train(TrainingProgram.data()));
  }

  @Test
  void cancelledTraining_namesItsCheckpoint_andGoesOnToTheBit() {
    Cancellation cancellation = new Cancellation();
    Trainer trainer =
        TrainingProgram.trainer()
            .steps(60)
            .mix(ModalityMix.BALANCED)
            .activationScaling(ActivationScaling.UNIT_MEAN_SQUARE)
            .checkpoints(folder, 1000)
            .cancellation(cancellation)
            .listener(p -> cancelAt(25, p, cancellation));

    assertThatThrownBy(() -> trainer.train(TrainingProgram.data()))
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.checkpoint()).contains(folder))
        .hasMessageContaining("stopped after 25 of 60 steps");

    Trainer again = trainer.cancellation(new Cancellation()).listener(p -> {});
    SparseAutoencoder resumed = again.train(TrainingProgram.data());
    assertSame(resumed, again.checkpoints(folder.resolve("b"), 60).train(TrainingProgram.data()));
  }

  @Test
  void interruptedTraining_keepsTheFlag_andGoesOnToTheBit() {
    Trainer trainer = TrainingProgram.trainer().steps(40).checkpoints(folder, 1000);

    assertThatThrownBy(
            () ->
                trainer
                    .listener(
                        p -> {
                          if (p.step() == 15) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .train(TrainingProgram.data()))
        .isInstanceOf(CancelledException.class)
        .hasMessage("training was stopped after 15 of 40 steps");
    assertThat(Thread.interrupted()).isTrue();

    SparseAutoencoder resumed = trainer.listener(p -> {}).train(TrainingProgram.data());
    assertSame(resumed, TrainingProgram.trainer().steps(40).train(TrainingProgram.data()));
  }

  @ParameterizedTest
  @EnumSource
  void training_thatIsStoppedBeforeItsFirstStep_isCancelled(ModalityMix mix) {
    Trainer trainer = TrainingProgram.trainer().steps(5).mix(mix).checkpoints(folder, 1);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> trainer.train(TrainingProgram.data()))
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.checkpoint()).isEmpty());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void checkpointOfOtherData_isRefused_whereTheSourceCantTellItself() {
    ActivationSource data = TrainingProgram.data();
    TrainingProgram.trainer().steps(3).checkpoints(folder, 2).train(data);
    ActivationSource other =
        ActivationSource.of(
            data.examples()
                .map(
                    example -> {
                      float[] rows = new float[example.activations().remaining()];
                      example.activations().get(rows);
                      rows[0] = Math.nextUp(rows[0]);
                      return Example.of(example.id(), example.tokens(), FloatBuffer.wrap(rows));
                    })
                .toList());

    assertThatThrownBy(() -> TrainingProgram.trainer().steps(3).checkpoints(folder, 2).train(other))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("the source gives other activations than it did");
  }

  @ParameterizedTest
  @EnumSource
  void source_withoutTokensToTrainOn_isRefused(ModalityMix mix) {
    Trainer trainer =
        TrainingProgram.trainer()
            .mix(mix)
            .tokens(TokenSelection.of(Modality.AUDIO, Modality.VIDEO));

    assertThatThrownBy(() -> trainer.train(TrainingProgram.data()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the source has no tokens to train on: none is of modalities [AUDIO, VIDEO] and roles"
                + " [ORDINARY]");
  }

  @Test
  void training_ofAGivenNumberOfSteps_doesntReadTheSourceToItsEndFirst() {
    ActivationSource data = TrainingProgram.data();
    AtomicInteger read = new AtomicInteger();
    ActivationSource live =
        new ActivationSource() {
          @Override
          public int width() {
            return data.width();
          }

          @Override
          public Stream<Example> examples() {
            return data.examples().peek(example -> read.incrementAndGet());
          }
        };

    TrainingProgram.trainer().steps(2).shuffleBufferTokens(64).train(live);

    // 64 tokens held and 2 batches of 64, of examples of 17 tokens.
    assertThat(read.get()).isLessThanOrEqualTo(12);
  }

  @Test
  void checkpointOfOtherSettings_isRefused_namingThem() {
    TrainingProgram.trainer().steps(3).checkpoints(folder, 1).train(TrainingProgram.data());

    assertThatThrownBy(
            () ->
                TrainingProgram.trainer()
                    .steps(3)
                    .k(5)
                    .checkpoints(folder, 1)
                    .train(TrainingProgram.data()))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("its training.k is 4, but this one's is 5");
  }

  @Test
  void scaledTraining_givesWeightsForActivationsAsTheyAre() {
    SparseAutoencoder sae =
        TrainingProgram.trainer()
            .activationScaling(ActivationScaling.UNIT_MEAN_SQUARE)
            .train(TrainingProgram.data());

    assertThat(Saev.encode(TrainingProgram.data(), sae).evaluate().all().fvu()).isLessThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(DecoderBiasStart.class)
  void training_isOfTheChosenTokens(DecoderBiasStart start) {
    SparseAutoencoder sae =
        TrainingProgram.trainer()
            .steps(400)
            .decoderBiasStart(start)
            .tokens(TokenSelection.of(Modality.TEXT))
            .train(TrainingProgram.data());

    var byModality = Saev.encode(TrainingProgram.data(), sae).evaluate().byModality();
    assertThat(byModality.get(Modality.TEXT).fvu())
        .isLessThan(byModality.get(Modality.IMAGE).fvu() / 2);
  }

  @Test
  void model_carriesItsProvenance_throughSaveAndLoad() {
    SparseAutoencoder sae = TrainingProgram.trainer().steps(2).train(TrainingProgram.data());
    sae.save(folder.resolve("sae"));

    SparseAutoencoder loaded = Saev.load(folder.resolve("sae"));

    assertThat(loaded.config()).isEqualTo(sae.config());
    assertThat(loaded.config().provenance())
        .containsEntry("training.seed", "1")
        .containsEntry("training.stepsDone", "2")
        .containsEntry("data.width", "16")
        .containsKey("saev.version");
    assertSame(loaded, sae);
  }

  private static void cancelAt(int step, TrainingProgress progress, Cancellation cancellation) {
    if (progress.step() == step) {
      cancellation.cancel();
    }
  }

  private static void assertSame(SparseAutoencoder a, SparseAutoencoder b) {
    assertThat(a.encoderBias()).isEqualTo(b.encoderBias());
    assertThat(a.decoderBias()).isEqualTo(b.decoderBias());
    for (int latent = 0; latent < a.latents(); latent++) {
      assertThat(a.encoderRow(latent)).isEqualTo(b.encoderRow(latent));
      assertThat(a.decoderRow(latent)).isEqualTo(b.decoderRow(latent));
    }
  }
}

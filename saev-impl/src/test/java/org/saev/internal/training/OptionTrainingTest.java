package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.Saev;
import org.saev.activations.Example;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.Encoding;
import org.saev.training.KSchedule;
import org.saev.training.LearningRateDecay;
import org.saev.training.Loss;
import org.saev.training.Preset;
import org.saev.training.Signum;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.Trainer;

/** Whole trainings with every choice: they resume to the bit, and what they end with is usable. */
class OptionTrainingTest {

  private static final AuxK DYING = AuxK.SAELENS.deadAfterTokens(500);

  @TempDir Path folder;

  private static Named<UnaryOperator<Trainer>> option(String name, UnaryOperator<Trainer> options) {
    return Named.of(name, options);
  }

  private static Trainer preset(Trainer trainer, Preset preset) {
    return trainer.preset(preset).learningRate(3e-3).warmupSteps(20);
  }

  static Stream<Named<UnaryOperator<Trainer>>> options() {
    Encoding layerNorm = new Encoding(true, false, InputNormalization.LAYER_NORM);
    return Stream.of(
        option(
            "Signum",
            t ->
                t.optimizer(Signum.DEFAULT)
                    .learningRate(2e-3)
                    .decay(LearningRateDecay.LINEAR)
                    .maxGradientNorm(0.5)),
        option("k schedule", t -> t.kSchedule(new KSchedule(12, 30))),
        option(
            "sparsify", t -> preset(t, Preset.SPARSIFY).auxK(AuxK.SPARSIFY.deadAfterTokens(500))),
        option(
            "dictionary_learning",
            t ->
                preset(t, Preset.DICTIONARY_LEARNING)
                    .auxK(AuxK.DICTIONARY_LEARNING.deadAfterTokens(500))),
        option("SAELens", t -> preset(t, Preset.SAELENS).auxK(DYING)),
        option("OpenAI", t -> preset(t, Preset.OPENAI).auxK(AuxK.OPENAI.k(8).deadAfterTokens(500))),
        option("BatchTopK", t -> t.architecture(new BatchTopK(List.of(), List.of(), 0.9, 10))),
        option(
            "BatchTopK, scaled by decoder norms",
            t ->
                t.architecture(new BatchTopK(List.of(), List.of(), 0.9, 10))
                    .kSchedule(new KSchedule(8, 20))
                    .decoder(DecoderConstraint.NONE)
                    .encoding(new Encoding(true, true, InputNormalization.NONE))),
        option(
            "Matryoshka",
            t -> t.architecture(TrainedArchitecture.matryoshka(8, 16, 24)).encoding(layerNorm)),
        option("ReLU + L1", t -> t.architecture(TrainedArchitecture.reluL1(1.5, 20)).auxK(DYING)),
        option("JumpReLU", t -> t.architecture(new JumpRelu(0.05, 20, 0.1, 0.1)).loss(Loss.FVU)));
  }

  private static Trainer trainer(UnaryOperator<Trainer> options) {
    return options.apply(TrainingProgram.trainer()).steps(60);
  }

  @ParameterizedTest
  @MethodSource("options")
  void cancelledTraining_goesOnToTheBit_forAnyThreads(UnaryOperator<Trainer> options) {
    Cancellation cancellation = new Cancellation();
    Trainer stopped =
        trainer(options)
            .threads(3)
            .checkpoints(folder, 1000)
            .cancellation(cancellation)
            .listener(
                progress -> {
                  if (progress.step() == 25) {
                    cancellation.cancel();
                  }
                });
    assertThatThrownBy(() -> stopped.train(TrainingProgram.data()))
        .isInstanceOf(CancelledException.class);

    SparseAutoencoder resumed =
        stopped.cancellation(new Cancellation()).listener(p -> {}).train(TrainingProgram.data());

    assertSame(resumed, trainer(options).threads(1).train(TrainingProgram.data()));
  }

  @ParameterizedTest
  @MethodSource("options")
  void training_explainsTheData_andIsSavedWhole(UnaryOperator<Trainer> options) {
    SparseAutoencoder sae = trainer(options).steps(1000).train(TrainingProgram.data());

    Reconstruction all = Saev.encode(TrainingProgram.data(), sae).evaluate().all();
    assertThat(all.fvu()).isLessThan(0.3);
    assertThat(all.l0()).isBetween(1.0, 8.0);
    sae.save(folder);
    SparseAutoencoder loaded = Saev.load(folder);
    assertThat(loaded.config()).isEqualTo(sae.config());
    assertSame(loaded, sae);
  }

  @Test
  void batchTopK_hasAboutKLatents_withItsThreshold() {
    SparseAutoencoder sae =
        trainer(t -> t.architecture(TrainedArchitecture.batchTopK()))
            .steps(1500)
            .train(TrainingProgram.data());

    assertThat(sae.config().architecture()).isEqualTo(Architecture.BATCH_TOPK);
    assertThat(Saev.encode(TrainingProgram.data(), sae).evaluate().all().l0()).isBetween(3.0, 5.0);
  }

  @Test
  void checkpointOfAnotherChoice_isRefused_namingIt() {
    trainer(t -> t).steps(2).checkpoints(folder, 1).train(TrainingProgram.data());

    assertThatThrownBy(
            () ->
                trainer(t -> t.decoder(DecoderConstraint.NONE))
                    .steps(2)
                    .checkpoints(folder, 1)
                    .train(TrainingProgram.data()))
        .hasMessageContaining("its training.decoder.normalization is AFTER_STEP");
    assertThatThrownBy(
            () ->
                trainer(t -> t.architecture(TrainedArchitecture.batchTopK()))
                    .steps(2)
                    .checkpoints(folder, 1)
                    .train(TrainingProgram.data()))
        .hasMessageContaining("its training.architecture is TopK");
  }

  private static void assertSame(SparseAutoencoder a, SparseAutoencoder b) {
    assertThat(a.encoderBias()).isEqualTo(b.encoderBias());
    assertThat(a.decoderBias()).isEqualTo(b.decoderBias());
    for (int latent = 0; latent < a.latents(); latent++) {
      assertThat(a.encoderRow(latent)).isEqualTo(b.encoderRow(latent));
      assertThat(a.decoderRow(latent)).isEqualTo(b.decoderRow(latent));
    }
    Example example = TrainingProgram.data().examples().findFirst().orElseThrow();
    assertThat(a.encode(example)).isEqualTo(b.encode(example));
  }
}

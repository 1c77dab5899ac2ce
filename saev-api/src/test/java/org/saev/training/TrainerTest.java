package org.saev.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.saev.Cancellation;
import org.saev.RecordingEngine;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.training.AuxK.DeadTest;
import org.saev.training.AuxK.Divisor;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.DecoderConstraint.Projection;

class TrainerTest {

  private final RecordingEngine engine = new RecordingEngine();
  private final ActivationSource source =
      ActivationSource.of(
          List.of(
              Example.of(
                  "a", TokenSequence.builder().textTokens(1).build(), FloatBuffer.allocate(4))));

  @Test
  void defaults_areTheDocumentedOnes() {
    TrainingConfig config = trainer().config();

    assertThat(config.steps()).isEmpty();
    assertThat(config.passes()).isEqualTo(1);
    assertThat(config.batchTokens()).isEqualTo(4096);
    assertThat(config.peakLearningRate()).isEqualTo(2e-4 / Math.sqrt(64 / 16384.0));
    assertThat(config.warmupSteps()).isEqualTo(1000);
    assertThat(config.decay()).isEqualTo(LearningRateDecay.LINEAR_LAST_FIFTH);
    assertThat(config.optimizer()).isEqualTo(new Adam(0.9, 0.999, 1e-8));
    assertThat(config.architecture()).isEqualTo(TrainedArchitecture.topK());
    assertThat(config.maxGradientNorm()).isInfinite();
    assertThat(config.kSchedule()).isEqualTo(KSchedule.CONSTANT);
    assertThat(config.encoding()).isEqualTo(new Encoding(true, false, InputNormalization.NONE));
    assertThat(config.decoder())
        .isEqualTo(new DecoderConstraint(Projection.PARALLEL, Normalization.AFTER_STEP));
    assertThat(config.loss()).isEqualTo(Loss.FVU);
    assertThat(config.auxK())
        .isEqualTo(
            new AuxK(
                1.0 / 32,
                OptionalInt.empty(),
                10_000_000,
                DeadTest.EXCEEDED_BEFORE_BATCH,
                Divisor.RESIDUAL_VARIANCE,
                true,
                false,
                true));
    assertThat(config.decoderBiasStart()).isEqualTo(DecoderBiasStart.GEOMETRIC_MEDIAN);
    assertThat(config.encoderStart()).isEqualTo(EncoderStart.SCALED_DECODER);
    assertThat(config.activationScaling()).isEqualTo(ActivationScaling.NONE);
    assertThat(config.tokens()).isEqualTo(TokenSelection.ORDINARY);
    assertThat(config.mix()).isEqualTo(ModalityMix.AS_IS);
    assertThat(config.shuffleBufferTokens()).isEqualTo(65_536);
    assertThat(config.seed()).isZero();
  }

  @Test
  void job_hasTheDocumentedDefaults() {
    trainer().train(source);

    TrainingJob job = engine.training;
    assertThat(engine.source).isSameAs(source);
    assertThat(job.config()).isEqualTo(trainer().config());
    assertThat(job.device()).isEqualTo("auto");
    assertThat(job.threads()).isZero();
    assertThat(job.checkpoints()).isEmpty();
    assertThat(job.cancellation().isCancelled()).isFalse();
    job.listener().onProgress(null);
    job.listener().onCheckpoint(Path.of("x"), 1);
    job.listener().onResume(Path.of("x"), 1);
  }

  @Test
  void settings_reachTheJob() {
    Cancellation cancellation = new Cancellation();
    TrainingListener listener = progress -> {};

    trainer()
        .steps(7)
        .batchTokens(32)
        .learningRate(0.1)
        .warmupSteps(0)
        .decay(LearningRateDecay.LINEAR_LAST_FIFTH)
        .optimizer(new Adam(0.1, 0.2, 0.3))
        .maxGradientNorm(2)
        .kSchedule(new KSchedule(8, 3))
        .encoding(new Encoding(false, false, InputNormalization.NONE))
        .decoder(DecoderConstraint.NONE)
        .architecture(TrainedArchitecture.batchTopK())
        .loss(Loss.SQUARED_ERROR)
        .auxK(AuxK.OFF)
        .decoderBiasStart(DecoderBiasStart.ZEROS)
        .encoderStart(EncoderStart.DECODER)
        .activationScaling(ActivationScaling.UNIT_MEAN_SQUARE)
        .tokens(TokenSelection.of(Modality.TEXT))
        .mix(ModalityMix.BALANCED)
        .shuffleBufferTokens(64)
        .seed(-3)
        .device("cuda:1")
        .threads(5)
        .checkpoints(Path.of("c"), 9)
        .listener(listener)
        .cancellation(cancellation)
        .train(source);

    TrainingJob job = engine.training;
    TrainingConfig config = job.config();
    assertThat(config.steps()).hasValue(7);
    assertThat(config.batchTokens()).isEqualTo(32);
    assertThat(config.peakLearningRate()).isEqualTo(0.1);
    assertThat(config.warmupSteps()).isZero();
    assertThat(config.decay()).isEqualTo(LearningRateDecay.LINEAR_LAST_FIFTH);
    assertThat(config.optimizer()).isEqualTo(new Adam(0.1, 0.2, 0.3));
    assertThat(config.maxGradientNorm()).isEqualTo(2);
    assertThat(config.k(0)).isEqualTo(8);
    assertThat(config.k(3)).isEqualTo(4);
    assertThat(config.encoding().decoderBiasSubtracted()).isFalse();
    assertThat(config.decoder()).isEqualTo(DecoderConstraint.NONE);
    assertThat(config.architecture().type()).isEqualTo(Architecture.BATCH_TOPK);
    assertThat(config.loss()).isEqualTo(Loss.SQUARED_ERROR);
    assertThat(config.auxK()).isEqualTo(AuxK.OFF);
    assertThat(config.decoderBiasStart()).isEqualTo(DecoderBiasStart.ZEROS);
    assertThat(config.encoderStart()).isEqualTo(EncoderStart.DECODER);
    assertThat(config.activationScaling()).isEqualTo(ActivationScaling.UNIT_MEAN_SQUARE);
    assertThat(config.tokens().modalities()).containsExactly(Modality.TEXT);
    assertThat(config.mix()).isEqualTo(ModalityMix.BALANCED);
    assertThat(config.shuffleBufferTokens()).isEqualTo(64);
    assertThat(config.seed()).isEqualTo(-3);
    assertThat(job.device()).isEqualTo("cuda:1");
    assertThat(job.threads()).isEqualTo(5);
    assertThat(job.checkpoints()).contains(Path.of("c"));
    assertThat(job.checkpointEverySteps()).isEqualTo(9);
    assertThat(job.listener()).isSameAs(listener);
    assertThat(job.cancellation()).isSameAs(cancellation);
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        bad(t -> t.latents(0), "latents must be positive, but was 0"),
        bad(t -> t.k(-1), "k must be positive, but was -1"),
        bad(t -> t.steps(0), "steps must be positive, but was 0"),
        bad(t -> t.passes(0), "passes must be positive, but was 0"),
        bad(t -> t.batchTokens(0), "batchTokens must be positive, but was 0"),
        bad(t -> t.learningRate(0), "learningRate must be positive, but was 0.0"),
        bad(t -> t.learningRate(Double.NaN), "learningRate must be positive, but was NaN"),
        bad(t -> t.learningRate(1 / 0.0), "learningRate must be positive, but was Infinity"),
        bad(t -> t.warmupSteps(-1), "warmupSteps must not be negative, but was -1"),
        bad(t -> t.shuffleBufferTokens(0), "shuffleBufferTokens must be positive, but was 0"),
        bad(t -> t.threads(0), "threads must be positive, but was 0"),
        bad(t -> t.checkpoints(Path.of("c"), 0), "everySteps must be positive, but was 0"),
        bad(t -> t.maxGradientNorm(0), "maxGradientNorm must be positive, but was 0.0"),
        bad(t -> t.maxGradientNorm(0 / 0.0), "maxGradientNorm must be positive, but was NaN"),
        bad(t -> t.optimizer(new Adam(1, 0, 1)), "beta1 must lie in [0, 1), but was 1.0"),
        bad(t -> t.optimizer(new Adam(0, -0.5, 1)), "beta2 must lie in [0, 1), but was -0.5"),
        bad(t -> t.optimizer(new Adam(0, 0, 0)), "epsilon must be positive, but was 0.0"),
        bad(t -> t.optimizer(new Signum(1)), "beta must lie in [0, 1), but was 1.0"),
        bad(t -> t.kSchedule(new KSchedule(0, 1)), "k must start at 1 or more, but was 0"),
        bad(t -> t.kSchedule(new KSchedule(1, -1)), "steps must not be negative, but were -1"),
        bad(t -> t.auxK(aux(-1, 1, 1)), "AuxK weight must be 0 or more, but was -1.0"),
        bad(t -> t.auxK(aux(1 / 0.0, 1, 1)), "AuxK weight must be 0 or more, but was Infinity"),
        bad(t -> t.auxK(aux(1, 0, 1)), "AuxK k must be positive, but was 0"),
        bad(t -> t.auxK(aux(1, 1, 0)), "deadAfterTokens must be positive, but was 0"));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void setter_outOfRange_isRefusedAtOnce(Consumer<Trainer> setter, String message) {
    assertThatThrownBy(() -> setter.accept(trainer()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  static Stream<Consumer<Trainer>> nulls() {
    return Stream.of(
        t -> t.decay(null),
        t -> t.optimizer(null),
        t -> t.architecture(null),
        t -> t.preset(null),
        t -> t.kSchedule(null),
        t -> t.encoding(null),
        t -> t.decoder(null),
        t -> t.encoding(new Encoding(true, true, null)),
        t -> t.decoder(new DecoderConstraint(null, Normalization.NONE)),
        t -> t.decoder(new DecoderConstraint(Projection.NONE, null)),
        t -> t.loss(null),
        t -> t.auxK(null),
        t -> t.decoderBiasStart(null),
        t -> t.encoderStart(null),
        t -> t.activationScaling(null),
        t -> t.tokens(null),
        t -> t.mix(null),
        t -> t.device(null),
        t -> t.listener(null),
        t -> t.cancellation(null),
        t -> t.checkpoints(null, 1),
        t -> t.train(null));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void setter_null_isRefusedAtOnce(Consumer<Trainer> setter) {
    assertThatThrownBy(() -> setter.accept(trainer())).isInstanceOf(NullPointerException.class);
  }

  @Test
  void pairs_areCheckedBeforeAnyWork() {
    assertThatThrownBy(() -> new Trainer(engine).k(2).train(source))
        .hasMessage("set latents(...) and k(...) before training");
    assertThatThrownBy(() -> new Trainer(engine).latents(2).config())
        .hasMessage("set latents(...) and k(...) before training");
    assertThatThrownBy(() -> trainer().k(65).train(source))
        .hasMessage("k must not exceed the number of latents, but k was 65 and latents 64");
    assertThatThrownBy(() -> trainer().shuffleBufferTokens(4095).train(source))
        .hasMessage(
            "shuffleBufferTokens must be at least batchTokens, but was 4095 with batches of 4096");
    assertThatThrownBy(() -> trainer().kSchedule(new KSchedule(3, 9)).train(source))
        .hasMessage("k must start between its value 4 and latents 64, but starts at 3");
    assertThatThrownBy(
            () -> trainer().architecture(TrainedArchitecture.matryoshka(32, 31)).train(source))
        .hasMessage("groups must add up to latents = 64, but add up to 63");
    assertThatThrownBy(
            () -> trainer().encoding(new Encoding(true, true, InputNormalization.NONE)).config())
        .hasMessageContaining("use DecoderConstraint.NONE");
    assertThatThrownBy(
            () ->
                trainer()
                    .encoding(new Encoding(true, false, InputNormalization.LAYER_NORM))
                    .activationScaling(ActivationScaling.UNIT_MEAN_SQUARE)
                    .config())
        .hasMessageContaining("LAYER_NORM, which undoes UNIT_MEAN_SQUARE: choose one of them");
    assertThatThrownBy(() -> trainer().encoderStart(EncoderStart.DECODER_OF_NORM_TENTH).config())
        .hasMessageContaining("decoder rows can't start at norm 0.1 and be normalised");
    assertThat(engine.training).isNull();
  }

  @Test
  void architectureWithoutK_bringsWhatItsPaperTrainsWith() {
    TrainingConfig relu =
        new Trainer(engine).latents(8).architecture(TrainedArchitecture.reluL1(5, 10)).config();

    assertThat(relu.k()).isZero();
    assertThat(relu.loss()).isEqualTo(Loss.SQUARED_ERROR);
    assertThat(relu.auxK()).isEqualTo(AuxK.OFF);
    assertThat(relu.activationScaling()).isEqualTo(ActivationScaling.UNIT_MEAN_SQUARE);
    assertThat(relu.decoder()).isEqualTo(DecoderConstraint.NONE);
    assertThat(relu.encoding().decoderBiasSubtracted()).isFalse();
    assertThat(relu.asMap()).containsEntry("k", "none");
    TrainingConfig jump =
        new Trainer(engine)
            .latents(8)
            .architecture(TrainedArchitecture.jumpRelu(1, 10))
            .loss(Loss.FVU)
            .config();
    assertThat(jump.loss()).as("set later").isEqualTo(Loss.FVU);
    assertThat(jump.decoder()).isEqualTo(DecoderConstraint.UNIT_NORM);
  }

  @ParameterizedTest
  @EnumSource
  void preset_undoesWhatWasSetBefore_andKeepsTheSizes(Preset preset) {
    TrainingConfig plain = trainer().preset(preset).config();
    TrainingConfig changed =
        new Trainer(engine)
            .architecture(TrainedArchitecture.reluL1(1, 1))
            .optimizer(Signum.DEFAULT)
            .learningRate(9)
            .warmupSteps(9)
            .maxGradientNorm(9)
            .kSchedule(new KSchedule(9, 9))
            .decay(LearningRateDecay.COSINE_TO_TENTH)
            .preset(preset)
            .latents(64)
            .k(4)
            .config();

    assertThat(changed).isEqualTo(plain);
    assertThat(plain.latents()).isEqualTo(64);
    assertThat(plain.k()).isEqualTo(4);
  }

  @Test
  void learningRate_risesLinearly_thenStays() {
    TrainingConfig config =
        trainer().learningRate(1).warmupSteps(4).decay(LearningRateDecay.CONSTANT).config();

    assertThat(config.learningRate(0, 100)).isEqualTo(0.25);
    assertThat(config.learningRate(3, 100)).isEqualTo(1);
    assertThat(config.learningRate(99, 100)).isEqualTo(1);
  }

  @Test
  void learningRate_fallsToZeroOverTheLastFifth() {
    TrainingConfig config =
        trainer()
            .learningRate(1)
            .warmupSteps(0)
            .decay(LearningRateDecay.LINEAR_LAST_FIFTH)
            .config();

    assertThat(config.learningRate(80, 100)).isEqualTo(1);
    assertThat(config.learningRate(90, 100)).isCloseTo(0.5, within(1e-12));
    assertThat(config.learningRate(99, 100)).isCloseTo(0.05, within(1e-12));
    assertThat(config.learningRate(100, 100)).isZero();
  }

  @Test
  void learningRate_fallsFromTheEndOfTheWarmUp() {
    Trainer trainer = trainer().learningRate(1).warmupSteps(20);
    TrainingConfig linear = trainer.decay(LearningRateDecay.LINEAR).config();
    TrainingConfig cosine = trainer.decay(LearningRateDecay.COSINE_TO_TENTH).config();

    assertThat(linear.learningRate(9, 100)).isEqualTo(0.5);
    assertThat(linear.learningRate(20, 100)).isEqualTo(1);
    assertThat(linear.learningRate(60, 100)).isCloseTo(0.5, within(1e-12));
    assertThat(linear.learningRate(100, 100)).isZero();
    assertThat(cosine.learningRate(20, 100)).isCloseTo(1, within(1e-12));
    assertThat(cosine.learningRate(60, 100)).isCloseTo(0.55, within(1e-12));
    assertThat(cosine.learningRate(100, 100)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void asMap_tellsConfigurationsApart() {
    TrainingConfig plain = trainer().config();

    assertThat(plain.asMap())
        .containsEntry("latents", "64")
        .containsEntry("steps", "by passes")
        .containsEntry("auxK.k", "width / 2")
        .containsEntry("roles", "[ORDINARY]");
    assertThat(trainer().auxK(aux(1, 3, 5)).steps(9).config().asMap())
        .containsEntry("auxK.k", "3")
        .containsEntry("auxK.deadAfterTokens", "5")
        .containsEntry("steps", "9");
    assertThat(trainer().seed(1).config().asMap()).isNotEqualTo(plain.asMap());
  }

  @Test
  void auxK_deadAfterTokens_changesACopy() {
    assertThat(AuxK.DEFAULT.deadAfterTokens(5).deadAfterTokens()).isEqualTo(5);
    assertThat(AuxK.DEFAULT.deadAfterTokens(5).weight()).isEqualTo(1.0 / 32);
    assertThat(AuxK.DEFAULT.weight(2).k(3)).isEqualTo(aux(2, 3, 10_000_000));
    assertThat(AuxK.DEFAULT.deadAfterTokens()).isEqualTo(10_000_000);
  }

  @Test
  void auxK_isDead_byEachToolsTest() {
    AuxK before = AuxK.DEFAULT.deadAfterTokens(10);
    AuxK after = AuxK.OPENAI.deadAfterTokens(10);
    AuxK reached = AuxK.DICTIONARY_LEARNING.deadAfterTokens(10);

    assertThat(before.isDead(10, 99, false)).isFalse();
    assertThat(before.isDead(11, 99, true)).isTrue();
    assertThat(after.isDead(7, 3, false)).isFalse();
    assertThat(after.isDead(7, 4, false)).isTrue();
    assertThat(after.isDead(7, 4, true)).isFalse();
    assertThat(reached.isDead(7, 3, false)).isTrue();
    assertThat(reached.isDead(7, 3, true)).isFalse();
    assertThat(AuxK.DEFAULT.kFor(1)).isEqualTo(1);
    assertThat(AuxK.DEFAULT.kFor(9)).isEqualTo(4);
    assertThat(AuxK.OPENAI.kFor(9)).isEqualTo(256);
  }

  private static Arguments bad(Consumer<Trainer> setter, String message) {
    return Arguments.of(setter, message);
  }

  private static AuxK aux(double weight, int k, long deadAfterTokens) {
    return AuxK.DEFAULT.weight(weight).k(k).deadAfterTokens(deadAfterTokens);
  }

  private Trainer trainer() {
    return new Trainer(engine).latents(64).k(4);
  }
}

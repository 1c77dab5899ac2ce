package org.saev.internal.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.SaevException;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.InputNormalization;
import org.saev.spi.Backend;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.DecoderConstraint.Projection;
import org.saev.training.Encoding;
import org.saev.training.KSchedule;
import org.saev.training.Loss;
import org.saev.training.Preset;
import org.saev.training.Signum;
import org.saev.training.TrainedArchitecture;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

/** Whatever is trained here is trained on the CPU back end as well. */
class DjlTrainingTest {

  private static final Backend CPU = new CpuBackend();
  private static final Backend DJL = new DjlBackend();
  private static final double RATE = 2e-3;

  /** After a few steps; see {@link #assertClose}. */
  private static final double STATE = 1e-3;

  private static TrainingSession session(Backend backend, String device, TrainingConfig config) {
    return backend.train(
        DjlData.weights(DjlData.WIDTH, DjlData.LATENTS, DjlData.K), config, device, 0);
  }

  private static TrainingSession onCpu(TrainingConfig config) {
    return session(CPU, "cpu", config);
  }

  private static TrainingSession onDjl(String device, TrainingConfig config) {
    return session(DJL, device, config);
  }

  private static List<StepReport> run(TrainingSession session, int from, int to) {
    List<StepReport> reports = new ArrayList<>();
    for (int step = from; step < to; step++) {
      float[] batch = DjlData.batch(step, DjlData.BATCH, DjlData.WIDTH);
      reports.add(session.step(batch, DjlData.BATCH, RATE));
    }
    return reports;
  }

  /**
   * Compares weights, moments and counters. Single weights may differ by a step: where a gradient
   * is all but 0, Adam makes a whole step of its sign.
   *
   * @param tolerance of the root mean square of all differences in an array, as a share of that of
   *     its values
   */
  private static void assertClose(SessionState actual, SessionState expected, double tolerance) {
    // The CPU back end also keeps what only its other losses and architectures need.
    assertThat(expected.floats().keySet()).containsAll(actual.floats().keySet());
    assertThat(actual.longs().keySet()).isEqualTo(expected.longs().keySet());
    for (Map.Entry<String, float[]> entry : actual.floats().entrySet()) {
      float[] a = entry.getValue();
      float[] e = expected.floats().get(entry.getKey());
      assertThat(a).hasSameSizeAs(e);
      double differences = 0;
      double values = 0;
      for (int i = 0; i < e.length; i++) {
        differences += Math.pow(a[i] - (double) e[i], 2);
        values += Math.pow(e[i], 2);
      }
      assertThat(Math.sqrt(differences))
          .as(entry.getKey())
          .isLessThanOrEqualTo(tolerance * Math.sqrt(values));
    }
    expected
        .longs()
        .forEach((name, values) -> assertThat(actual.longs().get(name)).as(name).isEqualTo(values));
  }

  private static TrainingConfig withoutDeadLatents() {
    return DjlData.trainer().auxK(AuxK.DEFAULT).config();
  }

  @Test
  void lossCurve_isThatOfTheCpuBackEnd_over500Steps() {
    TrainingConfig config = withoutDeadLatents();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      List<StepReport> expected = run(cpu, 0, 500);
      List<StepReport> actual = run(djl, 0, 500);
      for (int step = 0; step < 500; step++) {
        double fvu = expected.get(step).fvu();
        assertThat(actual.get(step).fvu()).as("step %d", step).isCloseTo(fvu, within(0.01 * fvu));
      }
      assertThat(actual.get(499).fvu()).isLessThan(0.1 * actual.get(0).fvu());
    }
  }

  @Test
  void lossCurve_staysClose_whereLatentsDieAndAreRevived() {
    TrainingConfig config = DjlData.trainer().config();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      List<StepReport> expected = run(cpu, 0, 500);
      List<StepReport> actual = run(djl, 0, 500);
      int withAux = 0;
      for (int step = 0; step < 500; step++) {
        // A latent that dies a step earlier or later makes a small jump: 3 % of it all, later.
        double tolerance = step < 40 ? 1e-4 : 0.03;
        StepReport e = expected.get(step);
        StepReport a = actual.get(step);
        assertThat(a.fvu()).as("FVU, step %d", step).isCloseTo(e.fvu(), within(tolerance));
        if (step < 40) {
          assertThat(a.auxLoss()).as("AuxK, step %d", step).isCloseTo(e.auxLoss(), within(5e-3));
          assertThat(a.deadLatents()).isEqualTo(e.deadLatents());
        }
        withAux += a.auxLoss() > 0 ? 1 : 0;
      }
      assertThat(withAux).as("steps with an auxiliary loss").isBetween(400, 499);
    }
  }

  /** Latents die at once; first fewer of them than AuxK may use, then many more. */
  @ParameterizedTest
  @ValueSource(ints = {3, 60, 500})
  void steps_areThoseOfTheCpuBackEnd_forAnyShareOfDeadLatents(int auxK) {
    TrainingConfig config =
        DjlData.trainer().auxK(AuxK.DEFAULT.deadAfterTokens(200).k(auxK)).config();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      List<StepReport> expected = run(cpu, 0, 8);
      List<StepReport> actual = run(djl, 0, 8);
      assertThat(actual.get(7).deadLatents()).isEqualTo(expected.get(7).deadLatents()).isPositive();
      assertThat(actual.get(7).auxLoss()).isCloseTo(expected.get(7).auxLoss(), within(1e-4));
      assertThat(actual.get(7).loss()).isCloseTo(expected.get(7).loss(), within(1e-5));
      assertClose(djl.state(), cpu.state(), STATE);
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void steps_areThoseOfTheCpuBackEnd_forEachLoss(Loss loss) {
    TrainingConfig config = DjlData.trainer().loss(loss).config();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      assertThat(run(djl, 0, 5).get(4).loss())
          .isCloseTo(run(cpu, 0, 5).get(4).loss(), within(1e-4));
      assertClose(djl.state(), cpu.state(), STATE);
    }
  }

  @Test
  void severalReplicas_equalOneDevice_withTheJoinedBatch() {
    TrainingConfig config = DjlData.trainer().auxK(AuxK.DEFAULT.deadAfterTokens(200).k(9)).config();
    try (TrainingSession one = onDjl("djl:cpu", config);
        TrainingSession three = onDjl("djl:cpu*3", config)) {
      List<StepReport> expected = run(one, 0, 12);
      List<StepReport> actual = run(three, 0, 12);
      assertThat(actual.get(11).auxLoss()).isPositive();
      assertThat(actual.get(11).loss()).isCloseTo(expected.get(11).loss(), within(1e-5));
      assertClose(three.state(), one.state(), 1e-5);
    }
  }

  @Test
  void restoredTraining_goesOnToTheSameBits() {
    TrainingConfig config = DjlData.trainer().config();
    try (TrainingSession straight = onDjl("djl:cpu", config);
        TrainingSession first = onDjl("djl:cpu", config);
        TrainingSession second = onDjl("djl:cpu", config)) {
      run(straight, 0, 30);
      run(first, 0, 20);
      second.restore(first.state());
      run(second, 20, 30);
      assertClose(second.state(), straight.state(), 0);
    }
  }

  @Test
  void stateOfTheCpuBackEnd_isTheSameArrays() {
    TrainingConfig config = DjlData.trainer().config();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      run(cpu, 0, 20);
      djl.restore(cpu.state());
      assertClose(djl.state(), cpu.state(), 0);
      run(cpu, 20, 23);
      run(djl, 20, 23);
      assertClose(djl.state(), cpu.state(), STATE);
    }
  }

  @Test
  void restore_refusesAStateOfAnotherSize() {
    TrainingConfig config = DjlData.trainer().config();
    try (TrainingSession djl = onDjl("djl:cpu", config)) {
      SessionState state = djl.state();
      assertThatThrownBy(() -> djl.restore(new SessionState(Map.of(), state.longs())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs 'encoder.weight' of 4800 floats");
      assertThatThrownBy(() -> djl.restore(new SessionState(state.floats(), Map.of())))
          .hasMessageContaining("needs 'tokens_since_fired' of 200 numbers and 'step'");
    }
  }

  @Test
  void bf16_screensAndScoresAgain() {
    TrainingConfig config = withoutDeadLatents();
    try (TrainingSession exact = onDjl("djl:cpu", config);
        TrainingSession bf16 = onDjl("djl:cpu?precision=bf16", config)) {
      double first = run(bf16, 0, 1).get(0).fvu();
      assertThat(first).isCloseTo(run(exact, 0, 1).get(0).fvu(), within(1e-5));
      double last = run(bf16, 1, 300).get(298).fvu();
      assertThat(last).isCloseTo(run(exact, 1, 300).get(298).fvu(), within(0.01));
      assertThat(last).isLessThan(0.2 * first);
    }
  }

  @Test
  void badInput_leavesTheStateAsItWas() {
    TrainingConfig config = DjlData.trainer().config();
    try (TrainingSession djl = onDjl("djl:cpu", config)) {
      run(djl, 0, 14);
      SessionState before = djl.state();
      float[] bad = DjlData.batch(0, DjlData.BATCH, DjlData.WIDTH);
      bad[59 * DjlData.WIDTH + 2] = Float.NaN;
      assertThatThrownBy(() -> djl.step(bad, DjlData.BATCH, RATE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("activations must be finite, but token 59 has NaN in column 2");
      assertThatThrownBy(() -> djl.step(new float[3 * DjlData.WIDTH], 3, RATE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("all 3 tokens of the batch are equal");
      float[] huge = DjlData.batch(0, DjlData.BATCH, DjlData.WIDTH);
      huge[17] = 1e30f;
      assertThatThrownBy(() -> djl.step(huge, DjlData.BATCH, RATE))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("nothing was updated");
      assertClose(djl.state(), before, 0);
    }
  }

  @Test
  void kSchedule_isFollowed() {
    TrainingConfig config = DjlData.trainer().kSchedule(new KSchedule(15, 10)).config();
    try (TrainingSession djl = onDjl("djl:cpu", config)) {
      List<StepReport> reports = run(djl, 0, 12);
      assertThat(reports.get(0).l0()).isEqualTo(15);
      assertThat(reports.get(5).l0()).isEqualTo(10);
      assertThat(reports.get(11).l0()).isEqualTo(DjlData.K);
    }
  }

  /** Every choice of the other tools, with fewer dead latents than AuxK may use, and with more. */
  @ParameterizedTest
  @CsvSource({
    "SPARSIFY, 3", "SPARSIFY, 500",
    "DICTIONARY_LEARNING, 3", "DICTIONARY_LEARNING, 500",
    "SAELENS, 3", "SAELENS, 500",
    "OPENAI, 3", "OPENAI, 500"
  })
  void steps_areThoseOfTheCpuBackEnd_forEachPreset(Preset preset, int auxK) {
    Trainer trainer = DjlData.trainer().preset(preset);
    AuxK form = preset == Preset.SPARSIFY ? AuxK.SPARSIFY : trainer.config().auxK();
    assertSameSteps(trainer.auxK(form.deadAfterTokens(200).k(auxK)).config());
  }

  private static void assertSameSteps(TrainingConfig config) {
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu*2", config)) {
      List<StepReport> expected = run(cpu, 0, 8);
      List<StepReport> actual = run(djl, 0, 8);
      for (int step = 0; step < 8; step++) {
        StepReport e = expected.get(step);
        StepReport a = actual.get(step);
        assertThat(a.loss()).isCloseTo(e.loss(), within(1e-4 * Math.max(1, e.loss())));
        assertThat(a.fvu()).isCloseTo(e.fvu(), within(1e-4));
        assertThat(a.auxLoss()).isCloseTo(e.auxLoss(), within(1e-3 * Math.max(1, e.auxLoss())));
        assertThat(a.deadLatents()).isEqualTo(e.deadLatents());
      }
      assertThat(expected.get(7).deadLatents()).isPositive();
      assertThat(djl.state().floats().keySet()).isEqualTo(cpu.state().floats().keySet());
      assertClose(djl.state(), cpu.state(), STATE);
    }
  }

  /** Its steps are all of one size, so one that goes the other way for a rounding weighs more. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void steps_areThoseOfTheCpuBackEnd_withSignum(double beta) {
    Trainer trainer = DjlData.trainer().optimizer(new Signum(beta));
    assertSameSteps(trainer.auxK(AuxK.DEFAULT.deadAfterTokens(200).k(9)).config());
    assertSameSteps(
        trainer.auxK(AuxK.DEFAULT.deadAfterTokens(200).k(500)).maxGradientNorm(0.01).config());
  }

  @Test
  void lossCurve_isThatOfTheCpuBackEnd_withSignum() {
    TrainingConfig config = DjlData.trainer().optimizer(Signum.DEFAULT).auxK(AuxK.DEFAULT).config();
    try (TrainingSession cpu = onCpu(config);
        TrainingSession djl = onDjl("djl:cpu", config)) {
      List<StepReport> expected = run(cpu, 0, 100);
      List<StepReport> actual = run(djl, 0, 100);
      for (int step = 0; step < 100; step++) {
        double fvu = expected.get(step).fvu();
        assertThat(actual.get(step).fvu()).as("step %d", step).isCloseTo(fvu, within(0.01 * fvu));
      }
    }
  }

  /** Choices that no preset has, beside those that one has. */
  @ParameterizedTest
  @EnumSource(Normalization.class)
  void steps_areThoseOfTheCpuBackEnd_forEachNormalizationOfTheDecoder(Normalization normalization) {
    Trainer trainer =
        DjlData.trainer()
            .decoder(new DecoderConstraint(Projection.PARALLEL, normalization))
            .maxGradientNorm(0.01)
            .auxK(AuxK.DEFAULT.deadAfterTokens(200).k(9));
    assertSameSteps(
        trainer.encoding(new Encoding(false, false, InputNormalization.CONSTANT_NORM)).config());
    assertSameSteps(
        trainer.encoding(new Encoding(false, false, InputNormalization.LAYER_NORM)).config());
  }

  @Test
  void whatTheProgramCannotDo_isRefused() {
    assertRefused(
        DjlData.trainer().architecture(TrainedArchitecture.batchTopK()).config(),
        "architecture BatchTopK");
  }

  @Test
  void zeroToken_isRefused_whereTheLossIsRelativeToIt() {
    TrainingConfig config = DjlData.trainer().loss(Loss.NORMALIZED_MSE_PER_TOKEN).config();
    float[] batch = DjlData.batch(0, DjlData.BATCH, DjlData.WIDTH);
    Arrays.fill(batch, 3 * DjlData.WIDTH, 4 * DjlData.WIDTH, 0);
    try (TrainingSession djl = onDjl("djl:cpu", config)) {
      assertThatThrownBy(() -> djl.step(batch, DjlData.BATCH, RATE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("token 3 is zero, so its normalised error is not defined: use another loss");
    }
  }

  private static void assertRefused(TrainingConfig config, String named) {
    assertThatThrownBy(() -> onDjl("djl:cpu", config))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("the DJL back end can't train with " + named)
        .hasMessageEndingWith("use the device 'cpu'");
  }

  /** A component that this back end has never heard of would be ignored: it must be looked at. */
  @Test
  void configuration_hasNoComponentThatWasNeverConsidered() {
    assertThat(TrainingConfig.class.getRecordComponents())
        .extracting(component -> component.getName())
        .containsExactly(
            "latents",
            "k",
            "architecture",
            "steps",
            "passes",
            "batchTokens",
            "learningRate",
            "warmupSteps",
            "decay",
            "optimizer",
            "maxGradientNorm",
            "loss",
            "auxK",
            "kSchedule",
            "encoding",
            "decoder",
            "decoderBiasStart",
            "encoderStart",
            "activationScaling",
            "tokens",
            "mix",
            "shuffleBufferTokens",
            "seed");
    assertThat(AuxK.class.getRecordComponents()).hasSize(8);
  }
}

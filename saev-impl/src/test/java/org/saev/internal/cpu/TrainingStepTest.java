package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.saev.Saev;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.TrainingConfig;

class TrainingStepTest {
  private static final int WIDTH = 20;
  private static final int LATENTS = 100;

  /** Latents die after 300 tokens, so that AuxK takes part from the third step. */
  private static TrainingConfig config(boolean unitNorm) {
    return Saev.trainer()
        .latents(LATENTS)
        .k(2)
        .auxK(AuxK.DEFAULT.k(8).deadAfterTokens(300))
        .decoder(unitNorm ? DecoderConstraint.UNIT_NORM : DecoderConstraint.NONE)
        .config();
  }

  /** Batches of differing sizes; only a few directions occur, so that many latents never fire. */
  private static float[] batch(int step, int tokens) {
    float[] directions = TestData.normal(77, 6 * WIDTH);
    float[] weights = TestData.normal(100 + step, tokens * 6);
    float[] x = TestData.normal(200 + step, tokens * WIDTH);
    for (int t = 0; t < tokens; t++) {
      for (int c = 0; c < WIDTH; c++) {
        x[t * WIDTH + c] *= 0.05f;
        for (int i = 0; i < 6; i++) {
          x[t * WIDTH + c] += Math.max(0, weights[t * 6 + i]) * directions[i * WIDTH + c];
        }
      }
    }
    return x;
  }

  private static int tokens(int step) {
    return new int[] {130, 207, 48, 96, 131}[step % 5];
  }

  private static TrainingState train(Kernel kernel, int threads, int steps) {
    TrainingState state = TestData.state(5, WIDTH, LATENTS);
    try (Workers workers = new Workers(threads)) {
      TrainingStep step = new TrainingStep(kernel, workers, config(true), state);
      for (int i = 0; i < steps; i++) {
        step.step(batch(i, tokens(i)), tokens(i), 1e-3);
      }
    }
    return state;
  }

  private static void assertSameBits(TrainingState actual, TrainingState expected) {
    expected
        .arrays()
        .forEach((name, array) -> assertThat(actual.arrays().get(name)).as(name).isEqualTo(array));
    assertThat(actual.tokensSinceFired()).isEqualTo(expected.tokensSinceFired());
    assertThat(actual.step()).isEqualTo(expected.step());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void steps_followTheSlowOnes(boolean unitNorm) {
    TrainingState state = TestData.state(5, WIDTH, LATENTS);
    SlowTraining slow = new SlowTraining(config(unitNorm), state);
    boolean auxSeen = false;
    boolean fewSeen = false;
    try (Workers workers = new Workers(2)) {
      TrainingStep fused = new TrainingStep(Kernels.chosen(), workers, config(unitNorm), state);
      for (int i = 0; i < 8; i++) {
        float[] x = batch(i, tokens(i));
        SlowTraining.Forward expected = slow.step(SlowTraining.toRows(x, WIDTH), 1e-3);
        StepStats stats = fused.step(x, tokens(i), 1e-3);
        assertThat(stats.fvu()).isCloseTo(expected.loss, within(1e-4));
        assertThat(stats.auxLoss()).isCloseTo(expected.auxLoss, within(1e-4));
        assertThat(stats.step()).isEqualTo(i + 1);
        assertThat(state.tokensSinceFired()).isEqualTo(slow.tokensSinceFired);
        auxSeen |= stats.auxLoss() > 0;
        fewSeen |= stats.deadLatents() > 0 && stats.deadLatents() < LATENTS;
      }
    }
    assertThat(auxSeen).isTrue();
    assertThat(fewSeen).isTrue();
    String[] names = {"encoder.weight", "decoder.weight", "encoder.bias", "decoder.bias"};
    for (int p = 0; p < names.length; p++) {
      float[] actual = state.arrays().get(names[p]);
      double[][] rows = slow.parameters[p];
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i])
            .as("%s[%d]", names[p], i)
            .isCloseTo(rows[i / rows[0].length][i % rows[0].length], within(2e-5));
      }
    }
  }

  @Test
  void result_isTheSameForAnyThreadsAndKernel() {
    TrainingState expected = train(Kernels.chosen(), 1, 6);
    for (int threads : new int[] {2, 3, 8}) {
      assertSameBits(train(Kernels.chosen(), threads, 6), expected);
    }
    assertSameBits(train(Kernels.plain(), 1, 6), expected);
    assertSameBits(train(Kernels.plain(), 3, 6), expected);
  }

  @Test
  void restoredRun_goesOnToTheSameBits() {
    TrainingState straight = train(Kernels.chosen(), 2, 7);
    TrainingState restored = TestData.copy(train(Kernels.chosen(), 2, 4));
    try (Workers workers = new Workers(2)) {
      TrainingStep step = new TrainingStep(Kernels.chosen(), workers, config(true), restored);
      for (int i = 4; i < 7; i++) {
        step.step(batch(i, tokens(i)), tokens(i), 1e-3);
      }
    }
    assertSameBits(restored, straight);
  }

  @Test
  void latentThatNeverFired_keepsItsBits() {
    TrainingState before = TestData.state(5, WIDTH, LATENTS);
    TrainingState after = train(Kernels.chosen(), 2, 2);
    int untouched = 0;
    for (int j = 0; j < LATENTS; j++) {
      if (after.tokensSinceFired()[j] == tokens(0) + tokens(1)) {
        untouched++;
        int from = j * WIDTH;
        int to = from + WIDTH;
        assertThat(Arrays.copyOfRange(after.encoder().value(), from, to))
            .isEqualTo(Arrays.copyOfRange(before.encoder().value(), from, to));
        assertThat(Arrays.copyOfRange(after.decoder().value(), from, to))
            .isEqualTo(Arrays.copyOfRange(before.decoder().value(), from, to));
      }
    }
    assertThat(untouched).isBetween(10, LATENTS - 10);
  }

  @Test
  void decoderRows_keepUnitNorm() {
    TrainingState state = train(Kernels.chosen(), 2, 6);
    for (int j = 0; j < LATENTS; j++) {
      double square = 0;
      for (int c = 0; c < WIDTH; c++) {
        double w = state.decoder().value()[j * WIDTH + c];
        square += w * w;
      }
      assertThat(square).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void loss_fallsWithTraining() {
    TrainingState state = TestData.state(5, WIDTH, LATENTS);
    try (Workers workers = new Workers(2)) {
      TrainingStep step = new TrainingStep(Kernels.chosen(), workers, config(true), state);
      double first = step.step(batch(0, 512), 512, 1e-3).fvu();
      double last = first;
      for (int i = 1; i < 400; i++) {
        last = step.step(batch(i, 512), 512, 1e-3).fvu();
      }
      assertThat(last).isLessThan(0.25 * first);
    }
  }

  @Test
  void badInput_leavesTheStateAsItWas() {
    TrainingState state = TestData.state(5, WIDTH, LATENTS);
    TrainingState before = TestData.copy(state);
    try (Workers workers = new Workers(2)) {
      TrainingStep step = new TrainingStep(Kernels.chosen(), workers, config(true), state);
      float[] bad = batch(0, 60);
      bad[59 * WIDTH + 2] = Float.NaN;
      assertThatThrownBy(() -> step.step(bad, 60, 1e-3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("activations must be finite, but token 59 has NaN in column 2");
      float[] equal = new float[3 * WIDTH];
      assertThatThrownBy(() -> step.step(equal, 3, 1e-3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("all 3 tokens of the batch are equal");
      float[] huge = batch(0, 60);
      huge[17] = 1e30f;
      assertThatThrownBy(() -> step.step(huge, 60, 1e-3))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("nothing was updated");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> step.step(batch(0, 60), 60, 1e-3))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertSameBits(state, before);
      step.step(batch(0, tokens(0)), tokens(0), 1e-3);
    }
    assertSameBits(state, train(Kernels.chosen(), 1, 1));
  }

  @Test
  void step_refusesMoreThanAllLatents() {
    TrainingState state = new TrainingState(3, 5);
    assertThatThrownBy(
            () ->
                new TrainingStep(
                    Kernels.plain(),
                    new Workers(1),
                    Saev.trainer().latents(10).k(6).config(),
                    state))
        .hasMessage("k must be at most latents = 5, but was 6");
  }
}

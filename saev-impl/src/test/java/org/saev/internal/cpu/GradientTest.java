package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.Saev;
import org.saev.training.Adam;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.Loss;
import org.saev.training.TrainingConfig;

/**
 * Gradients, in two links: the slow analytic gradient against finite differences of the loss in
 * double precision, and the fused one against the slow one. AuxK is included: a third of the
 * latents is dead.
 */
class GradientTest {
  private static final int WIDTH = 7;
  private static final int LATENTS = 24;
  private static final int TOKENS = 19;
  private static final String[] NAMES = {
    "encoder.weight", "decoder.weight", "encoder.bias", "decoder.bias"
  };

  /** With beta1 = 0 the first moment after one step IS the gradient. */
  private static TrainingConfig config(Loss loss, int auxK) {
    AuxK aux = auxK == 0 ? AuxK.OFF : AuxK.DEFAULT.k(auxK).weight(0.4);
    return Saev.trainer()
        .latents(LATENTS)
        .k(3)
        .loss(loss)
        .auxK(aux.deadAfterTokens(1000))
        .decoder(DecoderConstraint.NONE)
        .optimizer(new Adam(0, 0.999, 1e-8))
        .config();
  }

  private static TrainingState state() {
    TrainingState state = TestData.state(11, WIDTH, LATENTS);
    // Rows that are not of unit norm, and differ between the matrices.
    float[] noise = TestData.normal(12, WIDTH * LATENTS);
    for (int i = 0; i < noise.length; i++) {
      state.encoder().value()[i] += 0.3f * noise[i];
      state.decoder().value()[i] *= 1.3f;
    }
    for (int j = 0; j < LATENTS; j += 3) {
      state.tokensSinceFired()[j] = 1001;
    }
    return state;
  }

  @ParameterizedTest
  @EnumSource(names = {"FVU", "SQUARED_ERROR"})
  void slowGradient_equalsFiniteDifferences(Loss loss) {
    float[] batch = TestData.normal(13, TOKENS * WIDTH);
    double[][] x = SlowTraining.toRows(batch, WIDTH);
    SlowTraining slow = new SlowTraining(config(loss, 5), state());
    SlowTraining.Forward base = slow.forward(x, null);
    assertThat(base.auxLoss).isPositive();
    double[][] target = SlowTraining.negative(base.residual);
    double[][][] gradient = slow.gradient(base);
    double h = 1e-6;
    for (int p = 0; p < gradient.length; p++) {
      for (int r = 0; r < gradient[p].length; r++) {
        for (int c = 0; c < gradient[p][r].length; c++) {
          double[] row = slow.parameters[p][r];
          double value = row[c];
          row[c] = value + h;
          double up = slow.forward(x, target).total(slow.config);
          row[c] = value - h;
          double down = slow.forward(x, target).total(slow.config);
          row[c] = value;
          assertThat(gradient[p][r][c])
              .as("%s[%d][%d]", NAMES[p], r, c)
              .isCloseTo((up - down) / (2 * h), within(1e-7));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FVU", "SQUARED_ERROR"})
  void fusedGradient_equalsSlowGradient(Loss loss) {
    // Fewer dead latents than auxK, and more: 8 are dead.
    for (int auxK : new int[] {0, 5, 12}) {
      float[] batch = TestData.normal(13, TOKENS * WIDTH);
      SlowTraining slow = new SlowTraining(config(loss, auxK), state());
      SlowTraining.Forward forward = slow.forward(SlowTraining.toRows(batch, WIDTH), null);
      double[][][] expected = slow.gradient(forward);
      for (Kernel kernel : new Kernel[] {Kernels.chosen(), Kernels.plain()}) {
        TrainingState state = state();
        try (Workers workers = new Workers(2)) {
          TrainingStep step = new TrainingStep(kernel, workers, config(loss, auxK), state);
          StepStats stats = step.step(batch, TOKENS, 1e-3);
          assertThat(stats.loss()).isCloseTo(forward.loss, within(1e-5));
          assertThat(stats.auxLoss()).isCloseTo(forward.auxLoss, within(1e-5));
          assertThat(stats.fvu())
              .isCloseTo(forward.squaredError / forward.totalVariation, within(1e-5));
          assertThat(stats.deadLatents()).isEqualTo(8);
        }
        for (int p = 0; p < NAMES.length; p++) {
          float[] actual = state.arrays().get(NAMES[p] + ".exp_avg");
          double[][] rows = expected[p];
          double scale = Math.sqrt(SlowTraining.squares(rows) / actual.length);
          for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                .as("%s[%d]", NAMES[p], i)
                .isCloseTo(rows[i / rows[0].length][i % rows[0].length], within(1e-5 * scale));
          }
        }
      }
    }
  }
}

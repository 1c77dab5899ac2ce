package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saev.Saev;
import org.saev.sae.InputNormalization;
import org.saev.training.Adam;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.DecoderConstraint.Normalization;
import org.saev.training.DecoderConstraint.Projection;
import org.saev.training.Encoding;
import org.saev.training.Loss;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

/**
 * The fused gradient of every choice against finite differences of its loss in double precision. A
 * third of the latents is dead.
 */
class OptionGradientTest {
  private static final int WIDTH = 7;
  private static final int LATENTS = 24;
  private static final int TOKENS = 19;
  private static final int K = 3;
  private static final String[] NAMES = {
    "encoder.weight", "decoder.weight", "encoder.bias", "decoder.bias"
  };

  /** With beta1 = 0 the first moment after one step is the gradient. */
  private static Trainer trainer() {
    return Saev.trainer()
        .latents(LATENTS)
        .k(K)
        .auxK(AuxK.DEFAULT.weight(0.4).k(5).deadAfterTokens(1000))
        .decoder(DecoderConstraint.NONE)
        .optimizer(new Adam(0, 0.999, 1e-8));
  }

  private static Named<TrainingConfig> option(String name, UnaryOperator<Trainer> options) {
    return Named.of(name, options.apply(trainer()).config());
  }

  private static AuxK dying(AuxK form, int k) {
    return form.weight(0.4).k(k).deadAfterTokens(1000);
  }

  private static Encoding encoding(boolean subtracted, boolean scaled, InputNormalization input) {
    return new Encoding(subtracted, scaled, input);
  }

  static Stream<Named<TrainingConfig>> options() {
    InputNormalization none = InputNormalization.NONE;
    Encoding layerNorm = encoding(true, false, InputNormalization.LAYER_NORM);
    Encoding constantNorm = encoding(true, false, InputNormalization.CONSTANT_NORM);
    TrainedArchitecture nested = new BatchTopK(List.of(5, 8, 11), List.of(0.2, 0.5, 1.1), 0.9, 0);
    return Stream.of(
        option("fvu", t -> t.loss(Loss.FVU)),
        option("squared error", t -> t.loss(Loss.SQUARED_ERROR)),
        option("normalised MSE", t -> t.loss(Loss.NORMALIZED_MSE)),
        option("normalised MSE per token", t -> t.loss(Loss.NORMALIZED_MSE_PER_TOKEN)),
        option("AuxK of sparsify", t -> t.auxK(dying(AuxK.SPARSIFY, 5))),
        option("AuxK of sparsify, few dead", t -> t.auxK(dying(AuxK.SPARSIFY, 12))),
        option("AuxK of dictionary_learning", t -> t.auxK(dying(AuxK.DICTIONARY_LEARNING, 5))),
        option("AuxK of SAELens", t -> t.auxK(dying(AuxK.SAELENS, 5))),
        option("AuxK of SAELens, few dead", t -> t.auxK(dying(AuxK.SAELENS, 12))),
        option("AuxK of OpenAI", t -> t.auxK(dying(AuxK.OPENAI, 5))),
        option("b_dec not subtracted", t -> t.encoding(encoding(false, false, none))),
        option("scaled by decoder norms", t -> t.encoding(encoding(true, true, none))),
        option(
            "scaled, AuxK of SAELens",
            t -> t.encoding(encoding(true, true, none)).auxK(dying(AuxK.SAELENS, 5))),
        option("layer norm", t -> t.encoding(layerNorm)),
        option(
            "layer norm, per token",
            t -> t.encoding(layerNorm).loss(Loss.NORMALIZED_MSE_PER_TOKEN)),
        option(
            "layer norm, AuxK of sparsify",
            t -> t.encoding(layerNorm).auxK(dying(AuxK.SPARSIFY, 5))),
        option("constant norm", t -> t.encoding(constantNorm).loss(Loss.SQUARED_ERROR)),
        option("BatchTopK", t -> t.architecture(TrainedArchitecture.batchTopK())),
        option(
            "BatchTopK, scaled",
            t ->
                t.architecture(TrainedArchitecture.batchTopK())
                    .encoding(encoding(true, true, none))),
        option("Matryoshka", t -> t.architecture(nested)),
        option("Matryoshka, layer norm", t -> t.architecture(nested).encoding(layerNorm)),
        option("ReLU + L1", t -> t.architecture(TrainedArchitecture.reluL1(0.3, 0))),
        option("ReLU + L1, warming", t -> t.architecture(TrainedArchitecture.reluL1(0.9, 3))),
        option(
            "ReLU + L1, AuxK",
            t ->
                t.architecture(TrainedArchitecture.reluL1(0.3, 0))
                    .auxK(dying(AuxK.OPENAI, 5))
                    .loss(Loss.FVU)),
        option("JumpReLU", t -> t.architecture(new JumpRelu(0.3, 0, 0.4, 0.3))));
  }

  private static TrainingState state(TrainingConfig config) {
    TrainingState plain = TestData.state(11, WIDTH, LATENTS);
    // Rows that are not of unit norm, and differ between the matrices.
    float[] noise = TestData.normal(12, WIDTH * LATENTS);
    for (int i = 0; i < noise.length; i++) {
      plain.encoder().value()[i] += 0.3f * noise[i];
      plain.decoder().value()[i] *= 1.3f + 0.02f * Math.floorDiv(i, WIDTH);
    }
    AdamParameter logThreshold = null;
    if (config.architecture() instanceof JumpRelu jump) {
      float[] logs = TestData.normal(14, LATENTS);
      for (int j = 0; j < LATENTS; j++) {
        logs[j] = (float) (Math.log(jump.threshold()) + 0.2 * logs[j]);
      }
      logThreshold = AdamParameter.startingAt(logs);
    }
    TrainingState state =
        new TrainingState(
            plain.encoder(),
            plain.encoderBias(),
            plain.decoder(),
            plain.decoderBias(),
            logThreshold,
            plain.tokensSinceFired());
    for (int j = 0; j < LATENTS; j += 3) {
      state.tokensSinceFired()[j] = 1001;
    }
    return state;
  }

  private static StepStats step(TrainingConfig config, TrainingState state, Kernel kernel) {
    try (Workers workers = new Workers(2)) {
      return new TrainingStep(kernel, workers, config, state)
          .step(TestData.normal(13, TOKENS * WIDTH), TOKENS, 1e-3);
    }
  }

  private static double[][] batch() {
    return SlowTraining.toRows(TestData.normal(13, TOKENS * WIDTH), WIDTH);
  }

  private static void assertGradient(TrainingState state, double[][][] expected) {
    for (int p = 0; p < NAMES.length; p++) {
      float[] actual = state.arrays().get(NAMES[p] + ".exp_avg");
      double[][] rows = expected[p];
      double scale = Math.sqrt(SlowTraining.squares(rows) / actual.length);
      assertThat(scale).as(NAMES[p]).isPositive();
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i])
            .as("%s[%d]", NAMES[p], i)
            .isCloseTo(rows[i / rows[0].length][i % rows[0].length], within(2e-5 * scale));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void fusedGradient_equalsFiniteDifferences(TrainingConfig config) {
    SlowLoss slow = new SlowLoss(config, state(config));
    double[][][] expected = slow.gradient(batch());
    double loss = slow.of(batch());
    for (Kernel kernel : new Kernel[] {Kernels.chosen(), Kernels.plain()}) {
      TrainingState state = state(config);
      StepStats stats = step(config, state, kernel);
      double whole = stats.loss() + config.auxK().weight() * stats.auxLoss() + stats.penalty();
      assertThat(whole).isCloseTo(loss, within(1e-5 * loss));
      assertThat(stats.auxLoss()).isCloseTo(slow.auxLoss, within(1e-5 * Math.max(1, loss)));
      assertThat(stats.penalty()).isCloseTo(slow.penalty, within(1e-5 * Math.max(1, loss)));
      assertThat(stats.deadLatents()).isEqualTo(slow.dead);
      assertGradient(state, expected);
    }
  }

  @Test
  void deadLatents_takePart_whereverTheyAreTested() {
    for (AuxK form : List.of(AuxK.SPARSIFY, AuxK.DICTIONARY_LEARNING, AuxK.SAELENS, AuxK.OPENAI)) {
      TrainingConfig config = trainer().auxK(dying(form, 5)).config();
      assertThat(step(config, state(config), Kernels.chosen()).auxLoss()).isPositive();
    }
  }

  @Test
  void clippedAndProjectedGradient_isThatOfFiniteDifferences() {
    for (Projection projection : Projection.values()) {
      TrainingConfig config =
          trainer().decoder(new DecoderConstraint(projection, Normalization.NONE)).config();
      double[][][] expected = new SlowLoss(config, state(config)).gradient(batch());
      double[][] decoder = new SlowLoss(config, state(config)).parameters[1];
      for (int j = 0; j < LATENTS; j++) {
        project(projection, expected[1][j], decoder[j]);
      }
      TrainingState free = state(config);
      step(config, free, Kernels.chosen());
      assertGradient(free, expected);

      double norm = Math.sqrt(Arrays.stream(expected).mapToDouble(SlowTraining::squares).sum());
      for (double limit : new double[] {norm / 3, 2 * norm}) {
        double factor = Math.min(1, limit / norm);
        double[][][] clipped = SlowTraining.zerosLike(expected);
        for (int p = 0; p < clipped.length; p++) {
          for (int r = 0; r < clipped[p].length; r++) {
            clipped[p][r] = Arrays.stream(expected[p][r]).map(g -> factor * g).toArray();
          }
        }
        TrainingState state = state(config);
        step(
            trainer()
                .decoder(new DecoderConstraint(projection, Normalization.NONE))
                .maxGradientNorm(limit)
                .config(),
            state,
            Kernels.chosen());
        assertGradient(state, clipped);
      }
    }
  }

  private static void project(Projection projection, double[] gradient, double[] row) {
    double norm = Math.sqrt(SlowLoss.square(row)) + 1e-6;
    double along = 0;
    for (int c = 0; c < WIDTH; c++) {
      along += gradient[c] * row[c];
    }
    for (int c = 0; c < WIDTH; c++) {
      gradient[c] -=
          switch (projection) {
            case NONE -> 0;
            case PARALLEL -> along * row[c];
            case PARALLEL_WITH_EPSILON -> along / (norm * norm) * row[c];
          };
    }
  }

  /**
   * The loss jumps with a threshold, so its gradient is none of the loss itself. The penalty's is
   * the central difference over the whole bandwidth, exactly; the loss's is the pseudo-derivative
   * of arXiv 2407.14435.
   */
  @Test
  void thresholdGradient_isTheStraightThroughOne() {
    JumpRelu jump = new JumpRelu(0.3, 0, 0.4, 0.3);
    TrainingConfig config = trainer().architecture(jump).encoding(Encoding.DEFAULT).config();
    TrainingState state = state(config);
    SlowLoss slow = new SlowLoss(config, state(config));
    step(config, state, Kernels.chosen());
    float[] actual = state.logThreshold().firstMoment();
    int inside = 0;
    for (int j = 0; j < LATENTS; j++) {
      double own = slow.thresholds[j];
      slow.thresholds[j] = own - jump.bandwidth() / 2;
      slow.of(batch());
      double below = slow.penalty;
      slow.thresholds[j] = own + jump.bandwidth() / 2;
      slow.of(batch());
      double penalty = (slow.penalty - below) / jump.bandwidth();
      slow.thresholds[j] = own;
      double loss = -own / jump.bandwidth() * slopesNear(slow, j, own, jump.bandwidth());
      inside += penalty != 0 ? 1 : 0;
      assertThat((double) actual[j])
          .as("log threshold of latent %d", j)
          .isCloseTo(own * (penalty + loss), within(1e-5));
    }
    assertThat(inside).isGreaterThan(LATENTS / 2);
  }

  /** Sums dL/dz_tj over the tokens whose pre-activation lies in the kernel's window. */
  private static double slopesNear(SlowLoss slow, int j, double threshold, double bandwidth) {
    double sum = 0;
    double[][] x = batch();
    for (double[] row : x) {
      double[] pre = new double[LATENTS];
      for (int i = 0; i < LATENTS; i++) {
        pre[i] = slow.parameters[2][0][i];
        for (int c = 0; c < WIDTH; c++) {
          pre[i] += (row[c] - slow.parameters[3][0][c]) * slow.parameters[0][i][c];
        }
      }
      if (pre[j] > 0 && Math.abs(pre[j] - threshold) < bandwidth / 2) {
        for (int c = 0; c < WIDTH; c++) {
          double residual = slow.parameters[3][0][c] - row[c];
          for (int i = 0; i < LATENTS; i++) {
            residual += pre[i] > slow.thresholds[i] ? pre[i] * slow.parameters[1][i][c] : 0;
          }
          sum += 2.0 / x.length * residual * slow.parameters[1][j][c];
        }
      }
    }
    return sum;
  }
}

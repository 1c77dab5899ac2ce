package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.internal.cpu.RandomDirections;
import org.saev.internal.cpu.Workers;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;
import org.saev.training.ActivationScaling;
import org.saev.training.AuxK;
import org.saev.training.DecoderBiasStart;
import org.saev.training.DecoderConstraint;
import org.saev.training.EncoderStart;
import org.saev.training.Encoding;
import org.saev.training.Loss;
import org.saev.training.TrainedArchitecture;
import org.saev.training.TrainedArchitecture.JumpRelu;
import org.saev.training.TrainingConfig;

class EncoderScaleTest {

  private static final int WIDTH = 24;
  private static final int TOKENS = 1024;
  private static final int LATENTS = 256;
  private static final int K = 16;

  static Stream<TrainedArchitecture> architectures() {
    return Stream.of(
        TrainedArchitecture.topK(),
        TrainedArchitecture.batchTopK(),
        TrainedArchitecture.matryoshka(64, 192),
        TrainedArchitecture.reluL1(0, 0),
        TrainedArchitecture.jumpRelu(0, 0),
        new JumpRelu(0, 0, 1.5, 1));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void firstReconstruction_isBetterThanThatOfTheDecoder(TrainedArchitecture architecture) {
    double scaled = firstFvu(architecture, EncoderStart.SCALED_DECODER, 1);

    assertThat(scaled).isLessThan(0.9);
    assertThat(firstFvu(architecture, EncoderStart.DECODER, 1)).isGreaterThan(1.2 * scaled);
  }

  /** A scale for the latents of each token would be a third too large for those of the batch. */
  @Test
  void batchTopK_isScaledByTheLatentsOfTheBatch() {
    float[] rows = rows(1);
    float[] decoder = new float[LATENTS * WIDTH];
    RandomDirections.fill(Workers.shared(), 5, decoder, LATENTS, WIDTH);
    SaeConfig config = SaeConfig.builder(Architecture.BATCH_TOPK, WIDTH, LATENTS).k(K).build();
    SaeWeights weights =
        new SaeWeights(
            config, decoder.clone(), new float[LATENTS], decoder.clone(), new float[WIDTH]);

    float found = EncoderScale.of(weights, training(TrainedArchitecture.batchTopK()), rows);

    assertThat(found).isCloseTo((float) slowBatchScale(rows, decoder), withinPercentage(1));
    assertThat(EncoderScale.of(weights, training(TrainedArchitecture.topK()), rows))
        .isGreaterThan(1.3f * found);
  }

  private static TrainingConfig training(TrainedArchitecture architecture) {
    return Saev.trainer().latents(LATENTS).k(K).architecture(architecture).config();
  }

  /** Least squares over the k·n largest pre-activations, in plain loops. */
  private static double slowBatchScale(float[] rows, float[] decoder) {
    double[][] pre = new double[TOKENS][LATENTS];
    for (int t = 0; t < TOKENS; t++) {
      for (int j = 0; j < LATENTS; j++) {
        for (int i = 0; i < WIDTH; i++) {
          pre[t][j] += rows[t * WIDTH + i] * (double) decoder[j * WIDTH + i];
        }
      }
    }
    double[] sorted = Arrays.stream(pre).flatMapToDouble(Arrays::stream).sorted().toArray();
    double bound = sorted[sorted.length - K * TOKENS];
    double both = 0;
    double own = 0;
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < WIDTH; i++) {
        double r = 0;
        for (int j = 0; j < LATENTS; j++) {
          r += pre[t][j] >= bound ? pre[t][j] * decoder[j * WIDTH + i] : 0;
        }
        both += r * rows[t * WIDTH + i];
        own += r * r;
      }
    }
    return both / own;
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void scale_followsThatOfTheActivations(TrainedArchitecture architecture) {
    if (!(architecture instanceof JumpRelu)) {
      assertThat(firstFvu(architecture, EncoderStart.SCALED_DECODER, 100))
          .isCloseTo(
              firstFvu(architecture, EncoderStart.SCALED_DECODER, 1),
              org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  /** Of a step that changes next to nothing. */
  private static double firstFvu(TrainedArchitecture architecture, EncoderStart start, float size) {
    double[] fvu = new double[1];
    Saev.trainer()
        .latents(LATENTS)
        .k(K)
        .architecture(architecture)
        .loss(Loss.SQUARED_ERROR)
        .auxK(AuxK.OFF)
        .decoder(DecoderConstraint.UNIT_NORM)
        .encoding(Encoding.DEFAULT)
        .decoderBiasStart(DecoderBiasStart.MEAN)
        .activationScaling(ActivationScaling.NONE)
        .encoderStart(start)
        .steps(1)
        .warmupSteps(0)
        .batchTokens(TOKENS)
        .shuffleBufferTokens(TOKENS)
        .device("cpu")
        .listener(progress -> fvu[0] = progress.fvu())
        .train(tokensOfTwoLengths(size));
    return fvu[0];
  }

  /** A quarter of the tokens are six times as long as the others. */
  private static ActivationSource tokensOfTwoLengths(float size) {
    TokenSequence tokens = TokenSequence.builder().textTokens(TOKENS).build();
    return ActivationSource.of(List.of(Example.of("a", tokens, FloatBuffer.wrap(rows(size)))));
  }

  private static float[] rows(float size) {
    Random random = new Random(3);
    float[] rows = new float[TOKENS * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      float length = i / WIDTH % 4 == 0 ? 6 : 1;
      rows[i] = size * length * (float) random.nextGaussian();
    }
    return rows;
  }
}

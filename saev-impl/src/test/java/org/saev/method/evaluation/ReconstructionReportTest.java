package org.saev.method.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.sae.SparseAutoencoder;

class ReconstructionReportTest {

  private static final int WIDTH = 6;
  private static final Bootstrap BOOTSTRAP = new Bootstrap(150, 0.9, 4);

  private final SparseAutoencoder sae = RandomAutoencoders.of(WIDTH, 20, 3, 1);

  /** Rows far from 0, with a mean of each example's own. */
  private static List<Example> examples(int count) {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TokenSequence.Builder tokens = TokenSequence.builder().special("<s>");
      if (i % 4 > 0) {
        tokens.patches(PatchGrid.of(2, 1 + i % 3)).newline();
      }
      TokenSequence sequence = tokens.textTokens(1 + i % 5).padding(i % 2).build();
      float[] rows = new float[sequence.size() * WIDTH];
      double own = random.nextGaussian();
      for (int j = 0; j < rows.length; j++) {
        rows[j] = (float) (100 + own + random.nextGaussian());
      }
      examples.add(Example.of("e" + i, sequence, FloatBuffer.wrap(rows)));
    }
    return examples;
  }

  private ReconstructionReport report(List<Example> examples, int threads) {
    return Saev.encode(ActivationSource.of(examples), sae)
        .threads(threads)
        .collect(ReconstructionReport.collector(sae, BOOTSTRAP));
  }

  @Test
  void estimates_areThoseOfTheEvaluation() {
    List<Example> examples = examples(300);
    ReconstructionReport report = report(examples, 2);
    Evaluation evaluation = Saev.encode(ActivationSource.of(examples), sae).evaluate();
    assertSame(report.all(), evaluation.all());
    assertThat(report.byModality()).containsOnlyKeys(Modality.TEXT, Modality.IMAGE);
    report
        .byModality()
        .forEach((m, figures) -> assertSame(figures, evaluation.byModality().get(m)));
    assertThat(report.all().examples()).isEqualTo(300);
    assertThat(report.byModality().get(Modality.IMAGE).examples()).isEqualTo(225);
    assertThat(report.table().markdown()).contains("| all |", "| text |", "| image |");
    assertThat(report.toString()).contains("TEXT");
  }

  private static void assertSame(Fidelity found, Reconstruction expected) {
    assertThat(found.tokens()).isEqualTo(expected.tokens());
    assertThat(found.fvu().estimate()).isCloseTo(expected.fvu(), within(1e-9 * expected.fvu()));
    assertThat(found.l0().estimate()).isCloseTo(expected.l0(), within(1e-9));
    assertThat(found.l1().estimate()).isCloseTo(expected.l1(), within(1e-9 * expected.l1()));
  }

  /** Slow: each resample as a source in which an example stands as often as it was drawn. */
  @Test
  void interval_isCutFromTheEvaluationsOfTheResamples() {
    List<Example> examples = examples(40);
    Interval found = report(examples, 1).all().fvu();
    double[] drawn = new double[150];
    for (int r = 1; r <= 150; r++) {
      List<Example> resample = new ArrayList<>();
      for (Example example : examples) {
        int times = Resampled.weights(example.id(), 150, 4)[r];
        for (int i = 0; i < times; i++) {
          resample.add(example);
        }
      }
      drawn[r - 1] = Saev.encode(ActivationSource.of(resample), sae).evaluate().all().fvu();
    }
    Interval slow = BOOTSTRAP.interval(found.estimate(), drawn);
    assertThat(found.low()).isCloseTo(slow.low(), within(1e-8 * slow.low()));
    assertThat(found.high()).isCloseTo(slow.high(), within(1e-8 * slow.high()));
    assertThat(found.low()).isLessThan(found.high());
  }

  @Test
  void report_onAnyNumberOfThreads_isTheSameBits() {
    List<Example> examples = examples(3000);
    ReconstructionReport alone = report(examples, 1);
    for (int threads : new int[] {2, 5}) {
      assertThat(report(examples, threads).all()).isEqualTo(alone.all());
      assertThat(report(examples, threads).byModality()).isEqualTo(alone.byModality());
    }
  }

  @Test
  void draws_arePoissonOfMean1() {
    PoissonDistribution poisson = new PoissonDistribution(1);
    for (double quantile = 0.001; quantile < 1; quantile += 0.001) {
      assertThat(Resampled.poisson(quantile))
          .isEqualTo(poisson.inverseCumulativeProbability(quantile));
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100; i++) {
      int[] weights = Resampled.weights("e" + i, 400, 3);
      assertThat(weights[0]).isEqualTo(1);
      for (int r = 1; r <= 400; r++) {
        sum += weights[r];
        squares += weights[r] * weights[r];
      }
    }
    assertThat(sum / 40_000).isCloseTo(1, within(4 / 200.0));
    assertThat(squares / 40_000).isCloseTo(2, within(0.1));
  }

  @Test
  void equalTokens_haveNoVariance_soFvuIsUndefined() {
    TokenSequence tokens = TokenSequence.builder().textTokens(2).build();
    float[] rows = new float[2 * WIDTH];
    java.util.Arrays.fill(rows, 3);
    List<Example> examples =
        List.of(
            Example.of("a", tokens, FloatBuffer.wrap(rows)),
            Example.of("b", tokens, FloatBuffer.wrap(rows)));
    ReconstructionReport report = report(examples, 1);
    assertThat(report.all().fvu().isDefined()).isFalse();
    assertThat(report.all().l0().estimate()).isEqualTo(report.all().l0().low());
  }
}

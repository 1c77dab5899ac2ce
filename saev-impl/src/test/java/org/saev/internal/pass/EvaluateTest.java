package org.saev.internal.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.InputNormalization;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;

class EvaluateTest {

  private static final List<Example> EXAMPLES = PassData.examples(150);

  private SparseAutoencoder sae = PassData.autoencoder();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void figures_areThoseOfTheSlowFormula(int threads) {
    Evaluation evaluation =
        Saev.encode(ActivationSource.of(EXAMPLES), sae).threads(threads).evaluate();

    assertThat(evaluation.byModality().keySet())
        .containsExactlyInAnyOrder(Modality.TEXT, Modality.IMAGE, Modality.VIDEO);
    assertClose(evaluation.all(), slow(m -> true));
    evaluation
        .byModality()
        .forEach((modality, figures) -> assertClose(figures, slow(m -> m == modality)));
    assertThat(evaluation.firings()).isEqualTo(slowFirings(m -> true));
  }

  @ParameterizedTest
  @EnumSource(InputNormalization.class)
  void figures_areOfActivationsAsTheyCame_whateverWasDoneToThemBeforeEncoding(
      InputNormalization normalization) {
    sae = PassData.autoencoder(normalization);

    Evaluation evaluation = Saev.encode(ActivationSource.of(EXAMPLES), sae).evaluate();

    assertClose(evaluation.all(), slow(m -> true));
  }

  @Test
  void figures_areTheSameBits_forAnyNumberOfThreads() {
    Evaluation one = Saev.encode(ActivationSource.of(EXAMPLES), sae).threads(1).evaluate();
    Evaluation eight = Saev.encode(ActivationSource.of(EXAMPLES), sae).threads(8).evaluate();

    assertThat(eight.all()).isEqualTo(one.all());
    assertThat(eight.byModality()).isEqualTo(one.byModality());
  }

  @Test
  void fvu_ofTokensFarFromTheOrigin_losesNothing() {
    // The naive difference of sums would lose all digits of a variance of 1 beside 1e8 squared.
    float[] rows = new float[200 * PassData.WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = 1e8f + (i / PassData.WIDTH % 2 == 0 ? 8 : -8);
    }
    TokenSequence tokens = TokenSequence.builder().textTokens(200).build();
    TokenSums sums = new TokenSums(PassData.WIDTH, 1);
    SparseCodes codes = SparseCodes.of(1, new int[201], new int[0], new float[0]);
    float[] middle = new float[rows.length];
    Arrays.fill(middle, 1e8f);
    for (int token = 0; token < tokens.size(); token++) {
      sums.add(rows, middle, token, codes);
    }

    assertThat(sums.figures().fvu()).isCloseTo(1, within(1e-12));
    assertThat(sums.figures().deadLatents()).isEqualTo(1);
  }

  @Test
  void fvu_withoutVariance_isNan() {
    TokenSequence one = TokenSequence.builder().textTokens(1).build();
    Example example = Example.of("a", one, FloatBuffer.allocate(PassData.WIDTH));

    Evaluation evaluation = Saev.encode(ActivationSource.of(List.of(example)), sae).evaluate();

    assertThat(evaluation.all().fvu()).isNaN();
    assertThat(evaluation.all().tokens()).isEqualTo(1);
  }

  @Test
  void evaluation_withoutOrdinaryTokens_isOfNothing() {
    TokenSequence special = TokenSequence.builder().special("<s>").build();
    Example example = Example.of("a", special, FloatBuffer.allocate(PassData.WIDTH));

    Evaluation evaluation = Saev.encode(ActivationSource.of(List.of(example)), sae).evaluate();

    assertThat(evaluation.all().tokens()).isZero();
    assertThat(evaluation.all().l0()).isNaN();
    assertThat(evaluation.byModality()).isEmpty();
  }

  private static void assertClose(Reconstruction found, Reconstruction expected) {
    assertThat(found.tokens()).isEqualTo(expected.tokens());
    assertThat(found.fvu()).isCloseTo(expected.fvu(), within(1e-9));
    assertThat(found.l0()).isEqualTo(expected.l0());
    assertThat(found.l1()).isCloseTo(expected.l1(), within(1e-9));
    assertThat(found.deadLatents()).isEqualTo(expected.deadLatents());
    assertThat(found.denseLatents()).isEqualTo(expected.denseLatents());
  }

  /** Two passes over all tokens, the second with the mean of the first. */
  private Reconstruction slow(Predicate<Modality> wanted) {
    List<float[]> rows = new ArrayList<>();
    List<SparseCodes> codes = new ArrayList<>();
    double[] mean = new double[PassData.WIDTH];
    for (Example example : EXAMPLES) {
      for (int token = 0; token < example.tokens().size(); token++) {
        if (example.tokens().role(token) == TokenRole.ORDINARY
            && wanted.test(example.tokens().modality(token))) {
          float[] row = new float[PassData.WIDTH];
          example.activations().get(token * PassData.WIDTH, row);
          rows.add(row);
          codes.add(sae.encode(FloatBuffer.wrap(row)));
          for (int i = 0; i < row.length; i++) {
            mean[i] += row[i];
          }
        }
      }
    }
    double error = 0;
    double variation = 0;
    double l0 = 0;
    double l1 = 0;
    for (int t = 0; t < rows.size(); t++) {
      float[] decoded = sae.decode(codes.get(t));
      for (int i = 0; i < decoded.length; i++) {
        error += Math.pow((double) rows.get(t)[i] - decoded[i], 2);
        variation += Math.pow(rows.get(t)[i] - mean[i] / rows.size(), 2);
      }
      l0 += codes.get(t).entries();
      for (int rank = 0; rank < codes.get(t).count(0); rank++) {
        l1 += codes.get(t).value(0, rank);
      }
    }
    int dead = 0;
    int dense = 0;
    for (long count : slowFirings(wanted)) {
      dead += count == 0 ? 1 : 0;
      dense += count > 0.1 * rows.size() ? 1 : 0;
    }
    int n = rows.size();
    return new Reconstruction(n, error / variation, l0 / n, l1 / n, dead, dense);
  }

  private long[] slowFirings(Predicate<Modality> wanted) {
    long[] firings = new long[PassData.LATENTS];
    for (Example example : EXAMPLES) {
      for (int token = 0; token < example.tokens().size(); token++) {
        if (example.tokens().role(token) == TokenRole.ORDINARY
            && wanted.test(example.tokens().modality(token))) {
          SparseCodes codes =
              sae.encode(example.activations().slice(token * PassData.WIDTH, PassData.WIDTH));
          for (int rank = 0; rank < codes.count(0); rank++) {
            firings[codes.latent(0, rank)]++;
          }
        }
      }
    }
    return firings;
  }
}

package org.saev.method.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.method.TokenLayouts;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.TokenSelection;

class LossRecoveredTest {

  private static final int WIDTH = 4;
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 1);

  private final SparseAutoencoder sae = RandomAutoencoders.of(WIDTH, 12, 3, 1);
  private final SparseAutoencoder other = RandomAutoencoders.of(WIDTH, 12, 1, 2);

  private static List<Example> examples(int count) {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TokenSequence.Builder tokens = TokenSequence.builder().special("<s>");
      if (i % 3 == 0) {
        TokenLayouts.llavaNextSquare(tokens, 0);
      }
      TokenSequence sequence =
          tokens.textTokens(1 + random.nextInt(4)).special("</s>").padding(i % 2).build();
      float[] rows = new float[sequence.size() * WIDTH];
      for (int j = 0; j < rows.length; j++) {
        rows[j] = (float) random.nextGaussian();
      }
      examples.add(Example.of("e" + i, sequence, FloatBuffer.wrap(rows)));
    }
    return examples;
  }

  /**
   * A model whose loss of a token is the distance of all activations before it from their own; it
   * gives a label to every token but the first, images and padding included.
   */
  private static float[] losses(Example example, FloatBuffer activations) {
    float[] losses = new float[example.tokens().size()];
    losses[0] = Float.NaN;
    double distance = 0;
    for (int token = 1; token < losses.length; token++) {
      for (int i = 0; i < WIDTH; i++) {
        int at = (token - 1) * WIDTH + i;
        distance += Math.abs(activations.get(at) - example.activations().get(at));
      }
      losses[token] = (float) (1 + distance / token);
      if (example.tokens().modality(token) == Modality.IMAGE) {
        losses[token] = 1e6f;
      }
    }
    return losses;
  }

  /** The mean over text labels, by the definition; null for zeros. */
  private double slowLoss(List<Example> examples, SparseAutoencoder with, TokenSelection replaced) {
    double sum = 0;
    int count = 0;
    for (Example example : examples) {
      float[] own = new float[example.activations().remaining()];
      example.activations().get(own);
      float[] changed = with == null ? new float[own.length] : with.decode(with.encode(example));
      for (int token = 0; token < example.tokens().size(); token++) {
        if (!replaced.includes(example.tokens(), token)) {
          System.arraycopy(own, token * WIDTH, changed, token * WIDTH, WIDTH);
        }
      }
      float[] losses = losses(example, FloatBuffer.wrap(changed));
      int size = example.tokens().size();
      for (int token = 1; token < size; token++) {
        boolean padding =
            token == size - 1
                && example.tokens().text(token).isEmpty()
                && !example.tokens().isOrdinary(token, Modality.TEXT);
        if (example.tokens().modality(token) == Modality.TEXT && !padding) {
          sum += losses[token];
          count++;
        }
      }
    }
    return sum / count;
  }

  @Test
  void losses_areMeansOverTextLabels_alsoOfExpandedImages() {
    List<Example> examples = examples(20);
    for (TokenSelection replaced :
        List.of(
            TokenSelection.ORDINARY,
            TokenSelection.of(Modality.IMAGE),
            TokenSelection.of(Modality.TEXT))) {
      LossTable table =
          LossRecovered.on(ActivationSource.of(examples))
              .replacing(replaced)
              .batch(7)
              .autoencoder("SAE", other)
              .autoencoder("SAE-V", sae)
              .measure(LossRecoveredTest::losses);

      double zero = slowLoss(examples, null, replaced);
      double loss = slowLoss(examples, sae, replaced);
      assertThat(table.loss("Original", BOOTSTRAP).estimate()).isEqualTo(1);
      assertThat(table.loss("Zero", BOOTSTRAP).estimate()).isCloseTo(zero, within(1e-6));
      assertThat(table.loss("SAE-V", BOOTSTRAP).estimate()).isCloseTo(loss, within(1e-6));
      assertThat(table.recovered("SAE-V", BOOTSTRAP).estimate())
          .isCloseTo((zero - loss) / (zero - 1), within(1e-5));
      assertThat(table.recovered("Original", BOOTSTRAP).estimate()).isEqualTo(1);
      assertThat(table.recovered("Zero", BOOTSTRAP).high()).isZero();
      assertThat(table.compare("SAE-V", "SAE", BOOTSTRAP).difference().estimate())
          .isCloseTo(
              table.recovered("SAE-V", BOOTSTRAP).estimate()
                  - table.recovered("SAE", BOOTSTRAP).estimate(),
              within(1e-12));
      assertThat(table.runs()).containsExactly("Original", "Zero", "SAE", "SAE-V");
      assertThat(table.table(BOOTSTRAP).markdown()).contains("| Original | 1.000 [1.000, 1.000] |");
    }
  }

  @Test
  void examplesWithoutLabels_areListed_andCountNowhere() {
    Example image =
        Example.of(
            "image only",
            TokenLayouts.llava15(TokenSequence.builder(), 0).build(),
            FloatBuffer.wrap(new float[576 * WIDTH]));
    List<Example> examples = new ArrayList<>(examples(5));
    LossTable without =
        LossRecovered.on(ActivationSource.of(examples))
            .autoencoder("SAE", sae)
            .measure(LossRecoveredTest::losses);
    examples.add(2, image);
    LossTable with =
        LossRecovered.on(ActivationSource.of(examples))
            .autoencoder("SAE", sae)
            .measure(LossRecoveredTest::losses);
    assertThat(with.unlabelled()).containsExactly("image only");
    assertThat(with.loss("SAE", BOOTSTRAP)).isEqualTo(without.loss("SAE", BOOTSTRAP));
    assertThatThrownBy(
            () ->
                LossRecovered.on(ActivationSource.of(List.of(image)))
                    .autoencoder("SAE", sae)
                    .measure(LossRecoveredTest::losses))
        .hasMessageContaining("none of 1 examples has a text token");
  }

  @Test
  void modelThatIgnoresItsActivations_hasNothingToRecover() {
    LossTable table =
        LossRecovered.on(ActivationSource.of(examples(5)))
            .autoencoder("SAE", sae)
            .measure((example, any) -> new float[example.tokens().size()]);
    assertThat(table.recovered("SAE", BOOTSTRAP).isDefined()).isFalse();
  }

  @Test
  void modelsAnswers_thatCantBeRight_areRefused() {
    LossRecovered measurement =
        LossRecovered.on(ActivationSource.of(examples(3))).autoencoder("SAE", sae);
    assertThatThrownBy(() -> measurement.measure((example, a) -> new float[1]))
        .hasMessageContaining("one loss a token, but the model gave 1");
    assertThatThrownBy(
            () ->
                measurement.measure(
                    (example, a) -> {
                      float[] losses = new float[example.tokens().size()];
                      Arrays.fill(losses, Float.POSITIVE_INFINITY);
                      return losses;
                    }))
        .hasMessageContaining("is infinite");
    assertThatThrownBy(
            () ->
                measurement.measure(
                    (example, a) -> {
                      float[] losses = new float[example.tokens().size()];
                      losses[0] = a.get(WIDTH) == 0 ? Float.NaN : 1;
                      return losses;
                    }))
        .hasMessageContaining("losses in run Original, but");
    assertThatThrownBy(
            () ->
                measurement.measure(
                    new HookedModel() {
                      @Override
                      public float[] losses(Example example, FloatBuffer activations) {
                        throw new AssertionError("batches only");
                      }

                      @Override
                      public List<float[]> losses(List<Example> some, List<FloatBuffer> rows) {
                        return List.of();
                      }
                    }))
        .hasMessageContaining("losses of 0 examples for 3");
  }

  @Test
  void settings_areChecked_andWorkCanBeStopped() {
    LossRecovered measurement = LossRecovered.on(ActivationSource.of(examples(40)));
    assertThatThrownBy(() -> measurement.measure(LossRecoveredTest::losses))
        .hasMessageContaining("at least one autoencoder");
    measurement.autoencoder("SAE", sae);
    assertThatThrownBy(() -> measurement.autoencoder("SAE", sae)).hasMessageContaining("already");
    assertThatThrownBy(() -> measurement.autoencoder("Zero", sae)).hasMessageContaining("already");
    assertThatThrownBy(() -> measurement.autoencoder("wide", RandomAutoencoders.of(5, 8, 2, 1)))
        .hasMessageContaining("takes width 5");
    assertThatThrownBy(() -> measurement.batch(0)).hasMessageContaining("but was 0");
    Cancellation cancellation = new Cancellation();
    measurement.batch(10).cancellation(cancellation).progress(done -> cancellation.cancel());
    assertThatThrownBy(() -> measurement.measure(LossRecoveredTest::losses))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("after 10 examples");
  }
}

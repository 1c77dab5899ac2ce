package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;

class BaselinesTest {

  private static final TokenSequence TOKENS =
      TokenSequence.builder().patches(PatchGrid.of(1, 2)).newline().textTokens(1).build();

  private static EncodedExample with(String extra, float... values) {
    return encoded(builder().extra(extra, values));
  }

  private static Example.Builder builder() {
    return Example.builder("e").tokens(TOKENS).activations(FloatBuffer.wrap(new float[8]));
  }

  private static EncodedExample encoded(Example.Builder builder) {
    return new EncodedExample(builder.build(), MethodExamples.codes(2, new float[4][2]));
  }

  @Property(tries = 100)
  void rawCosines_areLoopsOverPairs(@ForAll long seed) {
    for (EncodedExample example : MethodExamples.random(4, 3, 5, seed)) {
      List<double[]> text =
          SlowMethod.tokens(example, Modality.TEXT).stream()
              .map(t -> SlowMethod.row(example, t))
              .toList();
      List<double[]> image =
          SlowMethod.tokens(example, Modality.IMAGE).stream()
              .map(t -> SlowMethod.row(example, t))
              .toList();
      if (text.isEmpty() || image.isEmpty()) {
        assertThat(Baselines.rawCosineMax().score(example)).isNaN();
        continue;
      }
      double sum = 0;
      double max = -2;
      double maxSum = 0;
      for (double[] t : text) {
        double best = -2;
        for (double[] v : image) {
          double cosine = SlowMethod.cosine(t, v);
          sum += cosine;
          best = Math.max(best, cosine);
        }
        max = Math.max(max, best);
        maxSum += best;
      }
      assertClose(Baselines.rawCosine(), example, SlowMethod.cosine(mean(text), mean(image)));
      assertClose(Baselines.rawCosineMean(), example, sum / text.size() / image.size());
      assertClose(Baselines.rawCosineMax(), example, max);
      assertClose(Baselines.rawCosineMaxMean(), example, maxSum / text.size());
    }
  }

  private static void assertClose(AlignmentScorer scorer, EncodedExample example, double value) {
    assertThat(scorer.score(example)).isCloseTo(value, within(1e-12));
  }

  private static double[] mean(List<double[]> rows) {
    double[] mean = new double[rows.get(0).length];
    rows.forEach(
        row -> {
          for (int i = 0; i < mean.length; i++) {
            mean[i] += row[i];
          }
        });
    return Arrays.stream(mean).map(sum -> sum / rows.size()).toArray();
  }

  @Test
  void random_dependsOnIdAndSeedAlone_andIsUniform() {
    AlignmentScorer random = Baselines.random(7);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 4000; i++) {
      Example example = Example.of("id" + i, TOKENS, FloatBuffer.wrap(new float[] {i, 1, 1, 1}));
      EncodedExample encoded =
          new EncodedExample(example, MethodExamples.codes(2, new float[4][2]));
      double score = random.score(encoded);
      assertThat(score).isBetween(0.0, 1.0).isEqualTo(Baselines.random(7).score(encoded));
      assertThat(score).isNotEqualTo(Baselines.random(8).score(encoded));
      sum += score;
      squares += score * score;
    }
    assertThat(sum / 4000).isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 / 4000)));
    assertThat(squares / 4000).isCloseTo(1 / 3.0, within(0.02));
  }

  @Test
  void attention_isTheMeanOverOrdinaryImageTokens() {
    assertThat(Baselines.attention().score(with(Extras.TOKEN_ATTENTION, .25f, .75f, 9, 9)))
        .isEqualTo(0.5);
    assertThat(Baselines.attention().score(encoded(builder()))).isNaN();
    assertThatThrownBy(() -> Baselines.attention().score(with(Extras.TOKEN_ATTENTION, 1, 2)))
        .hasMessage("example 'e': extra 'token_attention' must have 4 values, but has 2");
    TokenSequence text = TokenSequence.builder().textTokens(1).build();
    Example blind =
        Example.builder("t")
            .tokens(text)
            .activations(FloatBuffer.wrap(new float[2]))
            .extra(Extras.TOKEN_ATTENTION, 1)
            .build();
    assertThat(
            Baselines.attention()
                .score(new EncodedExample(blind, MethodExamples.codes(2, new float[1][2]))))
        .isNaN();
  }

  @Test
  void clip_isTheCosineOfTheEmbeddings() {
    EncodedExample example =
        encoded(builder().extra(Extras.IMAGE_EMBEDDING, 3, 4).extra(Extras.TEXT_EMBEDDING, 4, 3));
    assertThat(Baselines.clip().score(example)).isCloseTo(24 / 25.0, within(1e-12));
    assertThat(Baselines.clip().score(with(Extras.IMAGE_EMBEDDING, 1, 1))).isNaN();
    EncodedExample unequal =
        encoded(builder().extra(Extras.IMAGE_EMBEDDING, 3, 4).extra(Extras.TEXT_EMBEDDING, 4));
    assertThatThrownBy(() -> Baselines.clip().score(unequal))
        .hasMessageContaining("'text_embedding' must have 2 values, but has 1");
  }

  @Test
  void ifd_isTheRatioOfLosses() {
    Example.Builder both =
        builder().extra(Extras.LOSS_CONDITIONED, 1).extra(Extras.LOSS_UNCONDITIONED, 4);
    assertThat(Baselines.ifd().score(encoded(both))).isEqualTo(0.25);
    Example.Builder zero =
        builder().extra(Extras.LOSS_CONDITIONED, 1).extra(Extras.LOSS_UNCONDITIONED, 0);
    assertThat(Baselines.ifd().score(encoded(zero))).isNaN();
    assertThat(Baselines.ifd().score(encoded(builder()))).isNaN();
  }
}

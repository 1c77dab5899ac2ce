package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.ReferenceSummary;

class ScorersTest {

  private static final int LATENTS = 7;

  static CrossModalWeights weights(List<EncodedExample> examples) {
    ReferenceSummary<CrossModalWeights> summary =
        CrossModalFit.rankPaired().pairs(1).start(MethodExamples.autoencoder(3, LATENTS, 2, 1));
    examples.forEach(summary::add);
    return summary.finish();
  }

  static void assertSame(double found, double expected) {
    if (Double.isNaN(expected)) {
      assertThat(found).isNaN();
    } else {
      assertThat(found).isCloseTo(expected, within(1e-9));
    }
  }

  private static double slowSum(CrossModalWeights weights, Set<Integer> latents) {
    return latents.stream().mapToDouble(weights::weight).filter(w -> !Double.isNaN(w)).sum();
  }

  @Property(tries = 100)
  void setScores_areTheirFormulas(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(10, 3, LATENTS, seed);
    CrossModalWeights weights = weights(examples.subList(0, 3));
    for (double bound : new double[] {0, 1, 2.5}) {
      for (Normalization normalization : Normalization.values()) {
        ScoreOptions options = ScoreOptions.DEFAULT.bound(bound).normalization(normalization);
        AlignmentScorer shared = Scorers.cosine(weights, options);
        AlignmentScorer union = Scorers.cosineOverUnion(weights, options);
        for (EncodedExample example : examples) {
          List<Integer> tokens = new ArrayList<>(SlowMethod.tokens(example, Modality.TEXT));
          boolean both =
              !tokens.isEmpty() && tokens.addAll(SlowMethod.tokens(example, Modality.IMAGE));
          Set<Integer> either = new TreeSet<>(SlowMethod.active(example, Modality.TEXT, bound));
          Set<Integer> image = SlowMethod.active(example, Modality.IMAGE, bound);
          Set<Integer> common = new TreeSet<>(either);
          common.retainAll(image);
          either.addAll(image);
          int divisor =
              switch (normalization) {
                case NONE -> 1;
                case PER_TOKEN -> tokens.size();
                case PER_ACTIVE_LATENT -> either.size();
                case PER_SHARED_LATENT -> common.size();
              };
          double scale = !both ? Double.NaN : divisor == 0 ? 0 : 1.0 / divisor;
          assertSame(shared.score(example), slowSum(weights, common) * scale);
          assertSame(union.score(example), slowSum(weights, either) * scale);
          if (normalization != Normalization.PER_SHARED_LATENT) {
            assertSame(Scorers.coOccurringL0(options).score(example), common.size() * scale);
          }
        }
      }
    }
  }

  @Property(tries = 100)
  void l0AndL1_areMeansOverOrdinaryTokens(@ForAll long seed) {
    for (EncodedExample example : MethodExamples.random(5, 3, LATENTS, seed)) {
      List<Integer> tokens = new ArrayList<>(SlowMethod.tokens(example, Modality.TEXT));
      tokens.addAll(SlowMethod.tokens(example, Modality.IMAGE));
      float[] dense = example.codes().toDense();
      double l0 = 0;
      double l1 = 0;
      for (int token : tokens) {
        for (int latent = 0; latent < LATENTS; latent++) {
          l0 += dense[token * LATENTS + latent] > 0 ? 1 : 0;
          l1 += dense[token * LATENTS + latent];
        }
      }
      assertSame(Scorers.l0().score(example), l0 / tokens.size());
      assertSame(Scorers.l1().score(example), l1 / tokens.size());
    }
  }

  private static final TokenSequence MIXED =
      TokenSequence.builder().patches(PatchGrid.of(1, 2)).textTokens(2).special("</s>").build();

  /** F_t = {0, 2}, F_v = {0, 1} above 1; the special token's latent 3 counts nowhere. */
  private static final EncodedExample HAND =
      MethodExamples.of(
          "hand",
          MIXED,
          new float[][] {{1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {1, 0, 0}, {9, 9, 9}},
          LATENTS,
          new float[] {2, 1, 0, 0, 0, 0, 0},
          new float[] {0, 3, 0, 0, 0, 0, 0},
          new float[] {4, 0, 0, 0, 0, 0, 0},
          new float[] {1, 0, 5, 0, 0, 0, 0},
          new float[] {9, 9, 9, 9, 9, 9, 9});

  @Test
  void scores_byHand() {
    assertThat(Scorers.l0().score(HAND)).isEqualTo((2 + 1 + 1 + 2) / 4.0);
    assertThat(Scorers.l1().score(HAND)).isEqualTo((3 + 3 + 4 + 6) / 4.0);
    assertThat(Scorers.coOccurringL0().score(HAND)).isEqualTo(1);
    assertThat(
            Scorers.coOccurringL0(ScoreOptions.DEFAULT.normalization(Normalization.PER_TOKEN))
                .score(HAND))
        .isEqualTo(0.25);
    // Fitted to the example itself with K = 1: latent 0 pairs (0, 1, 0) with (1, 0, 0) to 0; no
    // other fires in both modalities, so latents 1 and 2 have no weight.
    CrossModalWeights weights = weights(List.of(HAND));
    assertThat(weights.weight(0)).isZero();
    assertThat(weights.weight(1)).isNaN();
    assertThat(Scorers.cosine(weights).score(HAND)).isZero();
    assertThat(Scorers.cosineOverUnion(weights).score(HAND)).isZero();
  }

  @Test
  void bound_isExceeded_notReached() {
    ScoreOptions options = ScoreOptions.DEFAULT.bound(2);
    assertThat(Scorers.coOccurringL0(options).score(HAND)).isZero();
    assertThat(Scorers.coOccurringL0(options.bound(1.99)).score(HAND)).isEqualTo(1);
    assertThatThrownBy(() -> options.bound(-1)).hasMessage("bound must be 0 or more, but was -1.0");
    assertThatThrownBy(() -> options.bound(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void examplesWithoutAModality_areNaN() {
    EncodedExample text =
        MethodExamples.of(TokenSequence.builder().textTokens(1).build(), 3, new float[] {2, 0, 0});
    EncodedExample none =
        MethodExamples.of(TokenSequence.builder().padding(1).build(), 3, new float[] {2, 0, 0});
    assertThat(Scorers.l0().score(text)).isEqualTo(1);
    assertThat(Scorers.coOccurringL0().score(text)).isNaN();
    assertThat(Scorers.l0().score(none)).isNaN();
    assertThat(Scorers.l1().score(none)).isNaN();
    assertThat(Baselines.rawCosine().score(text)).isNaN();
    assertThat(Baselines.random(3).score(none)).isNotNaN();
    assertThat(Scorers.coOccurringL0().score(MethodExamples.of(MIXED, 2, new float[5][2])))
        .isZero();
  }

  @Test
  void weightsOfAnotherAutoencoder_areRefused() {
    CrossModalWeights weights = weights(List.of(HAND));
    EncodedExample other = MethodExamples.of(MIXED, 2, new float[5][2]);
    assertThatThrownBy(() -> Scorers.cosine(weights).score(other))
        .hasMessage("the weights are of 7 latents, but example 'example' was encoded with 2");
    assertThatThrownBy(() -> TokenScorers.cosine(weights).scores(other))
        .hasMessageContaining("7 latents");
    assertThatThrownBy(
            () ->
                Scorers.coOccurringL0(
                    ScoreOptions.DEFAULT.normalization(Normalization.PER_SHARED_LATENT)))
        .hasMessageContaining("always 1");
  }

  @Test
  void scorers_fromManyThreads_giveTheSameScores() {
    List<EncodedExample> examples = MethodExamples.random(400, 3, LATENTS, 4);
    AlignmentScorer scorer = Scorers.cosine(weights(examples));
    double[] alone = examples.stream().mapToDouble(scorer::score).toArray();
    double[] together =
        IntStream.range(0, 4000)
            .parallel()
            .mapToDouble(i -> scorer.score(examples.get(i % 400)))
            .toArray();
    for (int i = 0; i < together.length; i++) {
      assertSame(together[i], alone[i % 400]);
    }
  }
}

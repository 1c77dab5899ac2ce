package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.scoring.EncodedExample;

class TokenScorersTest {

  private static final int LATENTS = 7;

  @Property(tries = 100)
  void scores_areTheirFormulas_andNaNElsewhere(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(5, 3, LATENTS, seed);
    CrossModalWeights weights = ScorersTest.weights(examples.subList(0, 3));
    for (EncodedExample example : examples) {
      double[] l0 = TokenScorers.l0().scores(example);
      double[] l1 = TokenScorers.l1().scores(example);
      double[] shared = TokenScorers.coOccurringL0().scores(example);
      double[] cosine = TokenScorers.cosine(weights).scores(example);
      double[] attention = TokenScorers.attention().scores(example);
      double[] raw = TokenScorers.rawCosine().scores(example);
      double[] random = TokenScorers.random(3).scores(example);
      List<Integer> text = SlowMethod.tokens(example, Modality.TEXT);
      List<Integer> image = SlowMethod.tokens(example, Modality.IMAGE);
      float[] dense = example.codes().toDense();
      for (int token = 0; token < example.tokens().size(); token++) {
        if (!text.contains(token) && !image.contains(token)) {
          assertThat(
                  List.of(
                      l0[token],
                      l1[token],
                      shared[token],
                      cosine[token],
                      attention[token],
                      raw[token],
                      random[token]))
              .containsOnly(Double.NaN);
          continue;
        }
        boolean isText = text.contains(token);
        Modality otherModality = isText ? Modality.IMAGE : Modality.TEXT;
        List<Integer> other = isText ? image : text;
        Set<Integer> there = SlowMethod.active(example, otherModality, 1);
        int active = 0;
        int inBoth = 0;
        double sum = 0;
        double weight = 0;
        for (int latent = 0; latent < LATENTS; latent++) {
          float z = dense[token * LATENTS + latent];
          active += z > 0 ? 1 : 0;
          sum += z;
          inBoth += z > 1 && there.contains(latent) ? 1 : 0;
          weight += z > 1 && !Double.isNaN(weights.weight(latent)) ? weights.weight(latent) : 0;
        }
        assertThat(l0[token]).isEqualTo(active);
        assertThat(l1[token]).isCloseTo(sum, within(1e-9));
        ScorersTest.assertSame(shared[token], other.isEmpty() ? Double.NaN : inBoth);
        assertThat(cosine[token]).isCloseTo(weight, within(1e-9));
        ScorersTest.assertSame(
            attention[token],
            isText
                ? Double.NaN
                : example.example().extra(Extras.TOKEN_ATTENTION).orElseThrow()[token]);
        assertThat(random[token]).isBetween(0.0, 1.0);
        if (other.isEmpty()) {
          assertThat(raw[token]).isNaN();
        } else {
          assertThat(raw[token])
              .isCloseTo(
                  SlowMethod.cosine(SlowMethod.row(example, token), mean(example, other)),
                  within(1e-12));
        }
      }
    }
  }

  @Property(tries = 60)
  void rawPairCosines_areLoopsOverTheOtherModality(@ForAll long seed) {
    for (EncodedExample example : MethodExamples.random(5, 3, LATENTS, seed)) {
      double[] means = TokenScorers.rawCosineMean().scores(example);
      double[] maxima = TokenScorers.rawCosineMax().scores(example);
      for (Modality modality : List.of(Modality.TEXT, Modality.IMAGE)) {
        Modality there = modality == Modality.TEXT ? Modality.IMAGE : Modality.TEXT;
        for (int token : SlowMethod.tokens(example, modality)) {
          double[] cosines =
              SlowMethod.tokens(example, there).stream()
                  .mapToDouble(
                      other ->
                          SlowMethod.cosine(
                              SlowMethod.row(example, token), SlowMethod.row(example, other)))
                  .toArray();
          ScorersTest.assertSame(means[token], Arrays.stream(cosines).average().orElse(Double.NaN));
          ScorersTest.assertSame(maxima[token], Arrays.stream(cosines).max().orElse(Double.NaN));
        }
      }
    }
  }

  @Property(tries = 60)
  void normalisedScores_areDividedByTheTokensLatents(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(5, 3, LATENTS, seed);
    CrossModalWeights weights = ScorersTest.weights(examples.subList(0, 3));
    for (EncodedExample example : examples) {
      double[] plain = TokenScorers.cosine(weights, 0.75).scores(example);
      double[] shared = TokenScorers.coOccurringL0(0.75).scores(example);
      ScoreOptions options = ScoreOptions.DEFAULT.bound(0.75);
      double[] perToken =
          TokenScorers.cosine(weights, options.normalization(Normalization.PER_TOKEN))
              .scores(example);
      ScoreOptions perLatent = options.normalization(Normalization.PER_ACTIVE_LATENT);
      double[] perActive = TokenScorers.cosine(weights, perLatent).scores(example);
      double[] sharedShare = TokenScorers.coOccurringL0(perLatent).scores(example);
      double[] perWeighted =
          TokenScorers.cosine(weights, options.normalization(Normalization.PER_SHARED_LATENT))
              .scores(example);
      for (int token = 0; token < plain.length; token++) {
        int active = 0;
        int weighted = 0;
        for (int rank = 0; rank < example.codes().count(token); rank++) {
          boolean counts = example.codes().value(token, rank) > 0.75;
          double weight = weights.weight(example.codes().latent(token, rank));
          active += counts ? 1 : 0;
          weighted += counts && !Double.isNaN(weight) ? 1 : 0;
        }
        ScorersTest.assertSame(perToken[token], plain[token]);
        ScorersTest.assertSame(perActive[token], plain[token] / Math.max(1, active));
        ScorersTest.assertSame(perWeighted[token], plain[token] / Math.max(1, weighted));
        ScorersTest.assertSame(sharedShare[token], shared[token] / Math.max(1, active));
      }
    }
    assertThatThrownBy(
            () ->
                TokenScorers.coOccurringL0(
                    ScoreOptions.DEFAULT.normalization(Normalization.PER_SHARED_LATENT)))
        .hasMessageContaining("always 1");
  }

  private static double[] mean(EncodedExample example, List<Integer> tokens) {
    double[] mean = new double[example.example().width()];
    for (int token : tokens) {
      double[] row = SlowMethod.row(example, token);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i];
      }
    }
    return mean;
  }

  /** Fifths of these rows don't cancel out in binary. */
  @Test
  void rawCosine_withRowsThatCancelOut_is0() {
    EncodedExample example =
        MethodExamples.of(
            "example",
            TokenSequence.builder().patches(PatchGrid.of(1, 5)).textTokens(1).build(),
            new float[][] {{1}, {1}, {1}, {-2}, {-1}, {3}},
            2,
            new float[6][2]);
    assertThat(TokenScorers.rawCosine().scores(example)[5]).isZero();
    assertThat(Baselines.rawCosine().score(example)).isZero();
  }

  @Test
  void attention_withoutTheExtra_isNaN() {
    EncodedExample example =
        MethodExamples.of(
            TokenSequence.builder().patches(PatchGrid.of(1, 1)).textTokens(1).build(),
            2,
            new float[2][2]);
    assertThat(TokenScorers.attention().scores(example)).containsOnly(Double.NaN);
  }

  @Test
  void patchScores_averageOverTheTokensOfAPatch() {
    TokenSequence tokens =
        TokenLayouts.llavaNext(TokenSequence.builder().special("<s>"), 0, 24, 24)
            .textTokens(2)
            .build();
    double[] scores = new double[tokens.size()];
    int first = 1;
    for (int p = 0; p < 576; p++) {
      scores[first + p] = p;
      scores[first + 576 + p / 24 * 25 + p % 24] = 3 * p;
    }
    for (int row = 0; row < 24; row++) {
      scores[first + 600 + 25 * row] = Double.NaN;
    }
    PatchScores patches = PatchScores.of(tokens, scores).get(0);
    for (int p = 0; p < 576; p++) {
      assertThat(patches.score(p / 24, p % 24)).isEqualTo(2.0 * p);
    }
    assertThat(patches.image()).isZero();
    assertThat(patches).hasToString("PatchScores[image 0, 24 x 24]");
  }

  /** Slow: the base cell that holds the centre of each cell, found by trying all. */
  @Property(tries = 100)
  void patchScores_ofAnyGrids_followTheCentresOfTheirCells(@ForAll long seed) {
    java.util.Random random = new java.util.Random(seed);
    PatchGrid base = new PatchGrid(0, 1 + random.nextInt(6), 1 + random.nextInt(6), 1);
    PatchGrid fine = new PatchGrid(0, 1 + random.nextInt(13), 1 + random.nextInt(13), 2);
    PatchGrid other = new PatchGrid(1, 2, 2, 1);
    TokenSequence tokens =
        TokenSequence.builder().patches(base).patches(other).patches(fine).textTokens(1).build();
    double[] scores = new double[tokens.size()];
    List<List<Double>> cells = new ArrayList<>();
    for (int cell = 0; cell < base.patches(); cell++) {
      cells.add(new ArrayList<>());
    }
    for (int token = 0; token < scores.length; token++) {
      scores[token] = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(100);
      if (tokens.grid(token) == 0 || tokens.grid(token) == 2) {
        PatchGrid grid = tokens.grids().get(tokens.grid(token));
        double y = (tokens.row(token) + 0.5) / grid.rows();
        double x = (tokens.column(token) + 0.5) / grid.columns();
        for (int cell = 0; cell < base.patches(); cell++) {
          int row = cell / base.columns();
          int column = cell % base.columns();
          boolean inside =
              y >= (double) row / base.rows() - 1e-12
                  && y < (row + 1.0) / base.rows() - 1e-12
                  && x >= (double) column / base.columns() - 1e-12
                  && x < (column + 1.0) / base.columns() - 1e-12;
          if (inside && !Double.isNaN(scores[token])) {
            cells.get(cell).add(scores[token]);
          }
        }
      }
    }
    List<PatchScores> images = PatchScores.of(tokens, scores);
    assertThat(images).hasSize(2);
    double[] found = images.get(0).scores();
    for (int cell = 0; cell < found.length; cell++) {
      double mean = cells.get(cell).stream().mapToDouble(v -> v).average().orElse(Double.NaN);
      assertThat(
              Double.isNaN(mean) ? Double.isNaN(found[cell]) : Math.abs(found[cell] - mean) < 1e-9)
          .isTrue();
    }
    assertThat(images.get(1).rows()).isEqualTo(2);
    assertThat(images.get(1).columns()).isEqualTo(2);
    assertThat(images.get(1).image()).isEqualTo(1);
  }

  @Test
  void patchScores_ofWrongLength_areRefused() {
    TokenSequence tokens = TokenSequence.builder().patches(PatchGrid.of(1, 2)).build();
    assertThatThrownBy(() -> PatchScores.of(tokens, new double[3]))
        .hasMessageContaining("3 for 2 tokens");
    PatchScores scores = PatchScores.of(tokens, new double[] {1, 2}).get(0);
    assertThatThrownBy(() -> scores.score(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}

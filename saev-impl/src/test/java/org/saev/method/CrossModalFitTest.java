package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.internal.io.Mutations;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.ReferenceFit;
import org.saev.scoring.ReferenceSummary;

class CrossModalFitTest {

  private static final int WIDTH = 3;
  private static final int LATENTS = 7;
  private static final CrossModalFit PAIRED = CrossModalFit.rankPaired().pairs(2).floor(4, 11);
  private static final CrossModalFit ALL =
      CrossModalFit.allPairs().pairs(2).latentsPerToken(3).strongestTokens(6).floor(4, 11);

  private final SparseAutoencoder sae = MethodExamples.autoencoder(WIDTH, LATENTS, 2, 1);

  private ReferenceSummary<CrossModalWeights> summary(
      CrossModalFit fit, List<EncodedExample> examples) {
    ReferenceSummary<CrossModalWeights> summary = fit.start(sae);
    examples.forEach(summary::add);
    return summary;
  }

  @Property(tries = 150)
  void rankPaired_isEquation7(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(12, WIDTH, LATENTS, seed);
    CrossModalWeights weights = summary(PAIRED, examples).finish();
    for (int latent = 0; latent < LATENTS; latent++) {
      double expected = SlowMethod.rankPaired(examples, latent, 2);
      if (Double.isNaN(expected)) {
        assertThat(weights.weight(latent)).isNaN();
      } else {
        assertThat(weights.weight(latent)).isCloseTo(expected, within(1e-12));
      }
      assertThat(weights.modality(latent))
          .isEqualTo(SlowMethod.modality(SlowMethod.firings(examples, latent, 99)));
    }
  }

  @Property(tries = 150)
  void allPairs_isTheReleasedCode(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(12, WIDTH, LATENTS, seed);
    CrossModalWeights weights = summary(ALL, examples).finish();
    for (int latent = 0; latent < LATENTS; latent++) {
      double expected = SlowMethod.allPairs(examples, latent, 2, 3, 6);
      if (Double.isNaN(expected)) {
        assertThat(weights.weight(latent)).isNaN();
      } else {
        assertThat(weights.weight(latent)).isCloseTo(expected, within(1e-12));
      }
      assertThat(weights.modality(latent))
          .isEqualTo(
              SlowMethod.modality(
                  SlowMethod.firings(examples, latent, 3).stream().limit(6).toList()));
    }
  }

  @Property(tries = 60)
  void firings_countOrdinaryTokensOfEachModality(@ForAll long seed) {
    List<EncodedExample> examples = MethodExamples.random(8, WIDTH, LATENTS, seed);
    CrossModalWeights weights = summary(ALL, examples).finish();
    for (int latent = 0; latent < LATENTS; latent++) {
      List<SlowMethod.Firing> all = SlowMethod.firings(examples, latent, 99);
      long image = all.stream().filter(SlowMethod.Firing::image).count();
      assertThat(weights.firings(latent, Modality.IMAGE)).isEqualTo(image);
      assertThat(weights.firings(latent, Modality.TEXT)).isEqualTo(all.size() - image);
    }
    assertThatThrownBy(() -> weights.firings(0, Modality.AUDIO)).hasMessageContaining("AUDIO");
  }

  @Property(tries = 60)
  void merge_ofAnyPartsInAnyOrder_isTheWhole(@ForAll long seed) throws IOException {
    for (CrossModalFit fit : List.of(PAIRED, ALL)) {
      List<EncodedExample> examples = new ArrayList<>(MethodExamples.random(12, 3, 7, seed));
      CrossModalWeights whole = summary(fit, examples).finish();
      Random random = new Random(seed);
      Collections.shuffle(examples, random);
      List<ReferenceSummary<CrossModalWeights>> parts = new ArrayList<>();
      for (int from = 0; from < examples.size(); ) {
        int to = from + 1 + random.nextInt(examples.size() - from);
        parts.add(copy(fit, summary(fit, examples.subList(from, to))));
        from = to;
      }
      Collections.shuffle(parts, random);
      ReferenceSummary<CrossModalWeights> merged = fit.start(sae);
      parts.forEach(merged::merge);
      assertThat(merged.finish()).isEqualTo(whole).hasSameHashCodeAs(whole);
    }
  }

  private static ReferenceSummary<CrossModalWeights> copy(
      ReferenceFit<CrossModalWeights> fit, ReferenceSummary<CrossModalWeights> summary)
      throws IOException {
    return fit.read(new ByteArrayInputStream(bytes(summary)));
  }

  private static byte[] bytes(ReferenceSummary<?> summary) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    summary.write(out);
    return out.toByteArray();
  }

  @Test
  void summary_afterRoundTrip_canGoOn() throws IOException {
    List<EncodedExample> examples = MethodExamples.random(20, WIDTH, LATENTS, 5);
    ReferenceSummary<CrossModalWeights> half =
        copy(PAIRED, summary(PAIRED, examples.subList(0, 10)));
    examples.subList(10, 20).forEach(half::add);
    assertThat(half.finish()).isEqualTo(summary(PAIRED, examples).finish());
  }

  @Test
  void read_ofDamagedBytes_throwsIoExceptionOnly() throws IOException {
    byte[] good = bytes(summary(PAIRED, MethodExamples.random(6, WIDTH, LATENTS, 7)));
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      byte[] bad = Mutations.mutate(good, random);
      try {
        PAIRED.read(new ByteArrayInputStream(bad));
        // Only what follows the summary may differ: a stream is left open.
        assertThat(Arrays.copyOf(bad, good.length)).isEqualTo(good);
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("cross-modal summary: ");
      }
    }
  }

  @Test
  void read_ofLyingSizes_endsBeforeMemoryDoes() throws IOException {
    byte[] good = bytes(summary(PAIRED, MethodExamples.random(6, WIDTH, LATENTS, 7)));
    for (int at = 0; at < 44 + 4 * 40 && at + 4 <= good.length; at++) {
      byte[] bad = good.clone();
      bad[at] = 0x7f;
      bad[at + 1] = (byte) 0xff;
      if (Arrays.equals(bad, good)) {
        continue;
      }
      assertThatThrownBy(() -> PAIRED.read(new ByteArrayInputStream(bad)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void read_withAnotherFit_saysWhichSettingDiffers() throws IOException {
    byte[] good = bytes(summary(PAIRED, MethodExamples.random(6, WIDTH, LATENTS, 7)));
    assertThatThrownBy(() -> PAIRED.pairs(3).read(new ByteArrayInputStream(good)))
        .isInstanceOf(IOException.class)
        .hasMessage("cross-modal summary: pairs: expected 3, but found 2");
    assertThatThrownBy(() -> ALL.read(new ByteArrayInputStream(good))).hasMessageContaining("form");
    assertThatThrownBy(() -> PAIRED.floor(4, 12).read(new ByteArrayInputStream(good)))
        .hasMessageContaining("seed: expected 12, but found 11");
  }

  @Test
  void merge_ofOtherSettingsOrSizes_isRefused() {
    ReferenceSummary<CrossModalWeights> summary = PAIRED.start(sae);
    assertThatThrownBy(() -> summary.merge(ALL.start(sae)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("equal fits");
    assertThatThrownBy(
            () -> summary.merge(PAIRED.start(MethodExamples.autoencoder(WIDTH, 8, 2, 1))))
        .hasMessageContaining("latents 7, but was given latents 8");
    assertThatThrownBy(() -> summary.merge(summary)).hasMessageContaining("itself");
    assertThatThrownBy(() -> summary.add(MethodExamples.random(1, 4, LATENTS, 1).get(0)))
        .hasMessageContaining("width 3, but was given width 4");
  }

  @Test
  void finish_isASnapshot_thatLaterExamplesDontChange() {
    List<EncodedExample> examples = MethodExamples.random(20, WIDTH, LATENTS, 9);
    ReferenceSummary<CrossModalWeights> summary = summary(PAIRED, examples.subList(0, 10));
    CrossModalWeights first = summary.finish();
    CrossModalWeights again = summary.finish();
    examples.subList(10, 20).forEach(summary::add);
    assertThat(first).isEqualTo(again).isNotEqualTo(summary.finish());
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> PAIRED.pairs(0)).hasMessage("pairs must be positive, but was 0");
    assertThatThrownBy(() -> ALL.strongestTokens(3)).hasMessageContaining("twice the pairs");
    assertThatThrownBy(() -> CrossModalFit.rankPaired().pairs(1 << 29).start(sae))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many");
    assertThat(PAIRED)
        .hasToString(
            "CrossModalFit["
                + "FitSettings[form=RANK_PAIRED, pairs=2,"
                + " latentsPerToken=2147483647, strongestTokens=10, floorPairs=4, seed=11]]");
  }

  /** Two latents, one pair: by hand. */
  @Test
  void weights_byHand() {
    TokenSequence tokens =
        TokenSequence.builder().patches(PatchGrid.of(1, 2)).textTokens(2).build();
    EncodedExample example =
        MethodExamples.of(
            "hand",
            tokens,
            new float[][] {{1, 0}, {0, 0}, {1, 1}, {0, 2}},
            3,
            new float[] {2, 0, 0},
            new float[] {0, 5, 0},
            new float[] {1, 0, 4},
            new float[] {3, 2, 0});
    ReferenceSummary<CrossModalWeights> summary =
        CrossModalFit.rankPaired().pairs(1).start(MethodExamples.autoencoder(2, 3, 1, 1));
    summary.add(example);
    CrossModalWeights weights = summary.finish();
    // Latent 0: text (0, 2) at 3 with image (1, 0) at 2. Latent 1: an image row of zeros.
    assertThat(weights.weights()).containsExactly(0, 0, Double.NaN);
    assertThat(weights.modality(2)).isEqualTo(LatentModality.TEXT_ONLY);
    assertThat(weights.count(LatentModality.SHARED)).isEqualTo(2);
    assertThat(weights.count(LatentModality.NEVER)).isZero();
    assertThat(weights.weighted()).isEqualTo(2);
    assertThat(weights.latents()).isEqualTo(3);
    assertThat(weights.form()).isEqualTo(CrossModalForm.RANK_PAIRED);
    assertThat(weights)
        .hasToString(
            "CrossModalWeights[RANK_PAIRED, 3 latents, 2 with weight, floor "
                + weights.floor()
                + "]");
  }

  @Property(tries = 40)
  void floor_isTheMeanOverSeededPairs_whateverTheOrder(@ForAll long seed) {
    List<EncodedExample> examples = new ArrayList<>(MethodExamples.random(12, 3, 7, seed));
    CrossModalWeights weights = summary(PAIRED, examples).finish();
    Collections.shuffle(examples, new Random(seed));
    assertThat(summary(PAIRED, examples).finish().floorCosines()).isEqualTo(weights.floorCosines());
    int text = examples.stream().mapToInt(e -> e.tokens().count(Modality.TEXT)).sum();
    int image = examples.stream().mapToInt(e -> e.tokens().count(Modality.IMAGE)).sum();
    assertThat(weights.floorCosines()).hasSize(Math.min(4, Math.min(text, image)));
  }

  /** All pairs drawn: the floor of a large sample is the mean over all pairs, within its error. */
  @Test
  void floor_estimatesTheMeanOverAllPairs() {
    List<EncodedExample> examples = MethodExamples.random(400, WIDTH, LATENTS, 21);
    double sum = 0;
    long pairs = 0;
    List<double[]> text = new ArrayList<>();
    List<double[]> image = new ArrayList<>();
    for (EncodedExample example : examples) {
      SlowMethod.tokens(example, Modality.TEXT).forEach(t -> text.add(SlowMethod.row(example, t)));
      SlowMethod.tokens(example, Modality.IMAGE)
          .forEach(t -> image.add(SlowMethod.row(example, t)));
    }
    for (double[] t : text) {
      for (double[] v : image) {
        sum += SlowMethod.cosine(t, v);
        pairs++;
      }
    }
    double floor = summary(PAIRED.floor(500, 1), examples).finish().floor();
    // 500 pairs with a standard deviation of about 0.6.
    assertThat(floor).isCloseTo(sum / pairs, within(4 * 0.6 / Math.sqrt(500)));
    assertThat(PAIRED.start(sae).finish().floor()).isNaN();
  }

  @Test
  void pass_onAnyNumberOfThreads_givesTheSameBits() {
    ActivationSource source = source(300, 5);
    List<CrossModalWeights> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 8}) {
      for (CrossModalFit fit : List.of(CrossModalFit.rankPaired(), CrossModalFit.allPairs())) {
        try (SparseAutoencoder trained = MethodExamples.autoencoder(8, 40, 4, 2)) {
          results.add(Saev.encode(source, trained).threads(threads).fit(fit));
        }
      }
    }
    assertThat(results.get(0).weighted()).isPositive();
    assertThat(results.get(2)).isEqualTo(results.get(0)).isEqualTo(results.get(4));
    assertThat(results.get(3)).isEqualTo(results.get(1)).isEqualTo(results.get(5));
  }

  @Test
  void summary_holdsNoMoreRowsThanItsPlaces() {
    ReferenceSummary<CrossModalWeights> summary = PAIRED.start(sae);
    for (int round = 0; round < 30; round++) {
      int number = round;
      MethodExamples.random(20, WIDTH, LATENTS, round).stream()
          .map(
              e ->
                  new EncodedExample(
                      Example.of(e.id() + number, e.tokens(), e.example().activations()),
                      e.codes()))
          .forEach(summary::add);
      // 2 · K · latents + 2 · floorPairs.
      assertThat(((CrossModalSummary) summary).pool.held()).isLessThanOrEqualTo(2 * 2 * 7 + 2 * 4);
      assertThat(((CrossModalSummary) summary).pool.slots())
          .isLessThanOrEqualTo(2 * 2 * 7 + 2 * 4 + 1);
    }
  }

  private static ActivationSource source(int count, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    TokenSequence tokens =
        TokenSequence.builder().patches(PatchGrid.of(4, 4)).textTokens(9).build();
    for (int i = 0; i < count; i++) {
      float[] rows = new float[tokens.size() * 8];
      for (int j = 0; j < rows.length; j++) {
        rows[j] = (float) random.nextGaussian();
      }
      examples.add(Example.of("e" + i, tokens, FloatBuffer.wrap(rows)));
    }
    return ActivationSource.of(examples);
  }
}

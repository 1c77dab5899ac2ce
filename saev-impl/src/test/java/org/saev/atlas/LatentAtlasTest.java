package org.saev.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.atlas.SlowAtlas.Firing;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.method.statistics.Monosemanticity;
import org.saev.sae.SparseAutoencoder;

class LatentAtlasTest {

  private static final SparseAutoencoder SAE = AtlasInputs.autoencoder(1);
  private static final List<Example> EXAMPLES = AtlasInputs.examples(60, 2);
  private static final SlowAtlas SLOW = new SlowAtlas(EXAMPLES, SAE);
  private static final LatentAtlas ATLAS = atlas(EXAMPLES, 1);

  @AfterAll
  static void close() {
    SAE.close();
  }

  private static LatentAtlas atlas(List<Example> examples, int threads) {
    return Saev.encode(ActivationSource.of(examples), SAE)
        .threads(threads)
        .collect(LatentAtlas.collector(SAE));
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "IMAGE"})
  void topExamples_areThoseOfTheSlowAtlas(Modality modality) {
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      List<TopExample> top = ATLAS.topExamples(latent, modality);
      List<Firing> slow = SLOW.topExamples(latent, modality, 8);
      assertThat(top).extracting(t -> t.example().id()).isEqualTo(ids(slow));
      for (int i = 0; i < top.size(); i++) {
        assertThat(top.get(i).activation()).isEqualTo(slow.get(i).activation());
        assertTrace(top.get(i).trace(), latent, top.get(i).example().id());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "IMAGE"})
  void countsAndHistograms_areThoseOfTheSlowAtlas(Modality modality) {
    assertThat(ATLAS.tokenCount(modality)).isEqualTo(SLOW.tokens(modality));
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      List<Firing> firings = SLOW.firings(latent, modality);
      assertThat(ATLAS.firings(latent, modality)).isEqualTo(firings.size());
      assertThat(ATLAS.exampleFirings(latent, modality))
          .isEqualTo(firings.stream().map(f -> f.example().id()).distinct().count());
      ActivationHistogram histogram = ATLAS.histogram(latent, modality);
      assertThat(histogram.total()).isEqualTo(firings.size());
      for (int bin = 0; bin < ActivationHistogram.BINS; bin++) {
        double from = bin == 0 ? 0 : ActivationHistogram.edge(bin);
        double to =
            bin == ActivationHistogram.BINS - 1
                ? Double.POSITIVE_INFINITY
                : ActivationHistogram.edge(bin + 1);
        assertThat(histogram.count(bin))
            .isEqualTo(
                firings.stream()
                    .filter(f -> f.activation() >= from && f.activation() < to)
                    .count());
      }
    }
  }

  @Test
  void weights_areThoseOfTheCrossModalFit() {
    CrossModalWeights weights =
        Saev.encode(ActivationSource.of(EXAMPLES), SAE).fit(CrossModalFit.rankPaired());

    assertThat(weights.weighted()).isGreaterThan(5);
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      assertThat(ATLAS.weight(latent)).isEqualTo(weights.weight(latent));
      assertThat(ATLAS.modality(latent)).isEqualTo(weights.modality(latent));
    }
    assertThat(ATLAS.floor()).isEqualTo(weights.floor());
  }

  @Test
  void pairs_areTheStrongestTokensRankByRank() {
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      List<Firing> text = SLOW.firings(latent, Modality.TEXT);
      List<Firing> image = SLOW.firings(latent, Modality.IMAGE);
      List<TokenPair> pairs = ATLAS.pairs(latent);
      assertThat(pairs).hasSize(Math.min(8, Math.min(text.size(), image.size())));
      for (int i = 0; i < pairs.size(); i++) {
        assertPlace(pairs.get(i).text(), text.get(i));
        assertPlace(pairs.get(i).image(), image.get(i));
        assertThat(pairs.get(i).cosine())
            .isEqualTo(
                Vectors.cosine(SlowAtlas.vector(text.get(i)), SlowAtlas.vector(image.get(i))));
      }
    }
  }

  @Test
  void monosemanticity_isOverTheStrongestTokens() {
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      List<Firing> top = SLOW.firings(latent, Modality.IMAGE).stream().limit(8).toList();
      float[] embeddings = new float[(top.size() + 1) * AtlasInputs.WIDTH];
      float[] activations = new float[top.size() + 1];
      for (int i = 0; i < top.size(); i++) {
        System.arraycopy(
            SlowAtlas.vector(top.get(i)), 0, embeddings, i * AtlasInputs.WIDTH, AtlasInputs.WIDTH);
        activations[i] = top.get(i).activation();
      }
      assertThat(ATLAS.monosemanticity(latent, Modality.IMAGE))
          .isEqualTo(Monosemanticity.score(embeddings, AtlasInputs.WIDTH, activations));
    }
  }

  @Test
  void coFiring_countsOnTheStrongestTokens() {
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      List<Firing> rows = new ArrayList<>();
      rows.addAll(SLOW.firings(latent, Modality.TEXT).stream().limit(8).toList());
      rows.addAll(SLOW.firings(latent, Modality.IMAGE).stream().limit(8).toList());
      Map<Integer, Integer> counts = new HashMap<>();
      rows.forEach(
          row -> SLOW.onToken(row).forEach(f -> counts.merge(f.latent(), 1, Integer::sum)));
      List<CoFiring> found = ATLAS.coFiring(latent);
      assertThat(found).extracting(CoFiring::latent).doesNotContain(latent).doesNotHaveDuplicates();
      double last = Double.POSITIVE_INFINITY;
      for (CoFiring other : found) {
        assertThat(other.share())
            .isEqualTo((double) counts.get(other.latent()) / rows.size(), within(1e-12));
        assertThat(other.share() - other.frequency()).isLessThanOrEqualTo(last);
        last = other.share() - other.frequency();
      }
    }
  }

  @Test
  void neighbours_areTheLargestCosinesOfDecoderRows() {
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      float[] row = SAE.decoderRow(latent);
      List<Double> slow = new ArrayList<>();
      for (int other = 0; other < AtlasInputs.LATENTS; other++) {
        double cosine = Vectors.cosine(row, SAE.decoderRow(other));
        if (other != latent && cosine > 1e-6) {
          slow.add(cosine);
        }
      }
      slow.sort(Collections.reverseOrder());
      List<Neighbour> found =
          ATLAS.neighbours(latent).stream().filter(n -> n.cosine() > 1e-6).toList();
      assertThat(found).hasSize(Math.min(8, slow.size()));
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).cosine()).isEqualTo(slow.get(i), within(1e-5));
        assertThat(Vectors.cosine(row, SAE.decoderRow(found.get(i).latent())))
            .isEqualTo(found.get(i).cosine(), within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void threadsAndOrder_changeNothing(int threads) {
    List<Example> shuffled = new ArrayList<>(EXAMPLES);
    Collections.shuffle(shuffled, new Random(threads));

    assertSame(atlas(shuffled, threads), ATLAS);
  }

  @Test
  void summariesOfParts_mergeToTheWholeInAnyOrder() {
    AtlasOptions options = LatentAtlas.options();
    List<AtlasSummary> parts = new ArrayList<>();
    for (int part = 0; part < 7; part++) {
      AtlasSummary summary = new AtlasSummary(options, AtlasInputs.LATENTS, AtlasInputs.WIDTH);
      for (int i = part; i < EXAMPLES.size(); i += 7) {
        summary.add(
            new org.saev.scoring.EncodedExample(EXAMPLES.get(i), SAE.encode(EXAMPLES.get(i))));
      }
      parts.add(summary);
    }
    Collections.shuffle(parts, new Random(3));
    AtlasSummary left = parts.get(0).merge(parts.get(1)).merge(parts.get(2));
    AtlasSummary right = parts.get(3).merge(parts.get(4).merge(parts.get(5))).merge(parts.get(6));

    assertSame(new LatentAtlas(right.merge(left), DecoderNeighbours.of(SAE, 8)), ATLAS);
  }

  @Test
  void sample_isKeptBesideWhatLatentsReferTo() {
    LatentAtlas all =
        Saev.encode(ActivationSource.of(EXAMPLES), SAE)
            .collect(LatentAtlas.options().examples(1).tokens(5).sample(60).collector(SAE));

    assertThat(all.examples()).hasSize(60).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
    AtlasExample example = all.example("example 7").orElseThrow();
    assertThat(example.images()).containsExactly("example 7.png");
    assertThat(example.latents()).isNotEmpty();
    for (LatentTrace trace : example.latents()) {
      assertTrace(trace, trace.latent(), "example 7");
    }
    assertThat(all.example("nobody")).isEmpty();
  }

  @Test
  void options_areChecked() {
    assertThatThrownBy(() -> LatentAtlas.options().tokens(4))
        .hasMessage("tokens must be at least 5, but was 4");
    assertThatThrownBy(() -> LatentAtlas.options().neighbours(-1))
        .hasMessage("neighbours must be at least 0, but was -1");
    assertThatThrownBy(() -> ATLAS.firings(0, Modality.AUDIO)).hasMessageContaining("AUDIO");
  }

  @Test
  void equalIds_areRefused() {
    List<Example> twice = new ArrayList<>(EXAMPLES);
    twice.add(EXAMPLES.get(0));

    assertThatThrownBy(() -> atlas(twice, 1)).hasMessageContaining("two examples are named");
  }

  private static void assertSame(LatentAtlas found, LatentAtlas expected) {
    assertThat(found.exampleCount()).isEqualTo(expected.exampleCount());
    assertThat(found.floor()).isEqualTo(expected.floor());
    assertThat(found.examples())
        .extracting(AtlasExample::id)
        .isEqualTo(expected.examples().stream().map(AtlasExample::id).toList());
    for (int latent = 0; latent < AtlasInputs.LATENTS; latent++) {
      assertThat(found.weight(latent)).isEqualTo(expected.weight(latent));
      assertThat(found.coFiring(latent)).isEqualTo(expected.coFiring(latent));
      assertThat(found.neighbours(latent)).isEqualTo(expected.neighbours(latent));
      assertThat(found.pairs(latent).toString()).isEqualTo(expected.pairs(latent).toString());
      for (Modality modality : List.of(Modality.TEXT, Modality.IMAGE)) {
        assertThat(found.monosemanticity(latent, modality))
            .isEqualTo(expected.monosemanticity(latent, modality));
        assertThat(found.histogram(latent, modality).toString())
            .isEqualTo(expected.histogram(latent, modality).toString());
        assertThat(found.topTokens(latent, modality).toString())
            .isEqualTo(expected.topTokens(latent, modality).toString());
        assertThat(found.topExamples(latent, modality))
            .extracting(t -> t.example().id())
            .isEqualTo(
                expected.topExamples(latent, modality).stream()
                    .map(t -> t.example().id())
                    .toList());
      }
    }
  }

  private static void assertTrace(LatentTrace trace, int latent, String id) {
    List<Firing> slow = SLOW.trace(latent, id);
    assertThat(trace.latent()).isEqualTo(latent);
    assertThat(trace.tokens()).isEqualTo(slow.stream().mapToInt(Firing::token).toArray());
    for (int i = 0; i < slow.size(); i++) {
      assertThat(trace.activations()[i]).isEqualTo(slow.get(i).activation());
    }
    assertThat(trace.text()).isEqualTo(max(slow, Modality.TEXT));
    assertThat(trace.image()).isEqualTo(max(slow, Modality.IMAGE));
  }

  private static float max(List<Firing> firings, Modality modality) {
    return (float)
        firings.stream()
            .filter(f -> f.isIn(modality))
            .mapToDouble(Firing::activation)
            .max()
            .orElse(0);
  }

  private static void assertPlace(TokenPlace place, Firing firing) {
    assertThat(place.example().id()).isEqualTo(firing.example().id());
    assertThat(place.token()).isEqualTo(firing.token());
    assertThat(place.activation()).isEqualTo(firing.activation());
  }

  private static List<String> ids(List<Firing> firings) {
    return firings.stream().map(f -> f.example().id()).toList();
  }
}

package org.saev.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.FormatException;
import org.saev.internal.io.Mutations;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.method.statistics.Bootstrap;
import org.saev.scoring.ReferenceSummary;

class CrossModalWeightsFileTest {

  private static final Map<String, String> METADATA =
      Map.of("format", "saev cross-modal weights 1", "form", "ALL_PAIRS");

  @TempDir Path folder;

  private static CrossModalWeights weights(CrossModalFit fit) {
    ReferenceSummary<CrossModalWeights> summary =
        fit.pairs(1).start(MethodExamples.autoencoder(3, 7, 2, 1));
    MethodExamples.random(5, 3, 7, 2).forEach(summary::add);
    return summary.finish();
  }

  @Test
  void weights_afterRoundTrip_areEqualToTheBit() {
    for (CrossModalFit fit : List.of(CrossModalFit.rankPaired(), CrossModalFit.allPairs())) {
      CrossModalWeights weights = weights(fit);
      Path file = folder.resolve(weights.form() + ".safetensors");
      weights.save(file);
      assertThat(CrossModalWeights.load(file)).isEqualTo(weights);
      assertThat(weights.floor(Bootstrap.DEFAULT).estimate()).isEqualTo(weights.floor());
    }
    CrossModalWeights none =
        CrossModalFit.rankPaired().start(MethodExamples.autoencoder(3, 7, 2, 1)).finish();
    none.save(folder.resolve("none"));
    assertThat(CrossModalWeights.load(folder.resolve("none"))).isEqualTo(none);
    assertThat(none.floor(Bootstrap.DEFAULT).isDefined()).isFalse();
  }

  @Test
  void load_ofWhatSaveDoesntWrite_saysWhatIsWrong() throws IOException {
    assertRefused(Map.of("format", "other", "form", "ALL_PAIRS"), 0.5, 1, 1, 2, "metadata.format");
    assertRefused(
        Map.of("format", METADATA.get("format"), "form", "x"), 0.5, 1, 1, 2, "metadata.form");
    assertRefused(METADATA, 1.5, 1, 1, 2, "weights[1]: expected a mean cosine or NaN");
    assertRefused(METADATA, 0.5, 4, 1, 2, "modality[0]: expected 0 to 3, but found 4");
    assertRefused(METADATA, 0.5, 1, -1, 2, "text_firings[0]: expected 0 or more, but found -1");
    assertRefused(METADATA, 0.5, 1, 1, 3, "image_firings: expected one entry a weight: 2");
    assertThatThrownBy(() -> CrossModalWeights.load(folder.resolve("absent")))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> weights(CrossModalFit.rankPaired()).save(folder.resolve("no/file")))
        .isInstanceOf(UncheckedIOException.class);
  }

  private void assertRefused(
      Map<String, String> metadata,
      double weight,
      long modality,
      long firings,
      int images,
      String message)
      throws IOException {
    Path file = folder.resolve("bad");
    SafetensorsWriter.write(
        file,
        metadata,
        List.of(
            Tensor.of("weights", new double[] {Double.NaN, weight}, 2),
            Tensor.of("modality", new long[] {modality, 0}, 2),
            Tensor.of("text_firings", new long[] {firings, 0}, 2),
            Tensor.of("image_firings", new long[images], images),
            Tensor.of("floor_cosines", new double[1], 1)));
    assertThatThrownBy(() -> CrossModalWeights.load(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void load_ofDamagedFiles_throwsWhatItSays() throws IOException {
    Path file = folder.resolve("weights");
    weights(CrossModalFit.rankPaired()).save(file);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(4);
    for (int i = 0; i < 400; i++) {
      Mutations.replace(file, Mutations.mutate(good, random));
      try {
        assertThat(CrossModalWeights.load(file).latents()).isPositive();
      } catch (FormatException | UncheckedIOException e) {
        assertThat(e).hasMessageContaining("weights");
      }
    }
  }
}

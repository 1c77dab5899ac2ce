package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

final class ActivationStoreTest {

  @TempDir Path folder;

  @Property(tries = 30)
  void examples_afterRoundTrip_areEqual(
      @ForAll long seed,
      @ForAll ActivationDtype dtype,
      @ForAll @IntRange(min = 1, max = 8) int count,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 1000) int shardBytes)
      throws IOException {
    Path here = Files.createTempDirectory("store");
    try {
      List<Example> examples = RandomExamples.of(count, width, dtype, seed);
      write(ActivationStoreWriter.to(here).dtype(dtype).shardBytes(shardBytes), examples);
      try (ActivationStore store = ActivationStore.open(here)) {
        store.verify();
        assertThat(store.width()).isEqualTo(width);
        assertThat(store.complete()).isTrue();
        RandomExamples.assertEqual(store.examples().toList(), examples);
        assertThat(store.exampleCount()).hasValue(count);
        assertThat(store.tokenCount())
            .hasValue(examples.stream().mapToLong(e -> e.tokens().size()).sum());
      }
    } finally {
      MoreFiles.deleteRecursively(here, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  @Test
  void examplesFrom_anyIndex_leavesOutTheOnesBefore() {
    List<Example> examples = tenExamples();
    try (ActivationStore store = ActivationStore.open(folder)) {
      for (int first = 0; first <= 12; first++) {
        List<Example> left = examples.subList(Math.min(first, 10), 10);
        RandomExamples.assertEqual(store.examplesFrom(first).toList(), left);
      }
      assertThatThrownBy(() -> store.examplesFrom(-1))
          .hasMessage("first must not be negative, but was -1");
    }
  }

  @Test
  void split_intoAnyNumber_joinsToTheWhole() {
    List<Example> examples = tenExamples();
    try (ActivationStore store = ActivationStore.open(folder)) {
      for (int parts = 1; parts <= 12; parts++) {
        List<ActivationSource> split = store.split(parts);
        assertThat(split).hasSize(Math.min(parts, 10));
        List<Example> joined = new ArrayList<>();
        for (ActivationSource part : split) {
          List<Example> own = part.examples().toList();
          assertThat(part.exampleCount()).hasValue(own.size());
          assertThat(part.tokenCount())
              .hasValue(own.stream().mapToLong(e -> e.tokens().size()).sum());
          joined.addAll(own);
          part.close();
        }
        RandomExamples.assertEqual(joined, examples);
      }
      ActivationSource half = store.split(2).get(1);
      RandomExamples.assertEqual(
          half.split(3).get(2).examplesFrom(1).toList(), examples.subList(9, 10));
      assertThat(half.identity()).isNotEqualTo(store.identity());
      assertThatThrownBy(() -> store.split(0)).hasMessage("parts must be at least 1, but was 0");
    }
  }

  @Test
  void examples_readByManyThreads_areTheSame() {
    List<Example> examples = tenExamples();
    try (ActivationStore store = ActivationStore.open(folder)) {
      IntStream.range(0, 32)
          .parallel()
          .forEach(i -> RandomExamples.assertEqual(store.examples().toList(), examples));
    }
  }

  @Test
  void identity_dependsOnTheDataOnly() {
    List<Example> examples = tenExamples();
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");
    write(builder(again).metadata("key", "value"), examples);
    write(builder(other), examples.subList(1, 10));
    try (ActivationStore a = ActivationStore.open(folder);
        ActivationStore b = ActivationStore.open(again);
        ActivationStore c = ActivationStore.open(other)) {
      assertThat(a.identity()).isEqualTo(b.identity()).isNotEqualTo(c.identity());
      assertThat(a.identity().model()).isEqualTo("a model");
      assertThat(a.identity().layer()).isEqualTo("blocks.3");
      assertThat(a.identity().fingerprint()).matches("sha256:[0-9a-f]{64}");
      assertThat(b.metadata()).containsEntry("key", "value");
    }
  }

  @Test
  void activationScale_isSqrtWidthOverMeanNormOfOrdinaryTokens() {
    TokenSequence tokens = TokenSequence.builder().textTokens(2).special("<s>").padding(1).build();
    float nan = Float.NaN;
    FloatBuffer rows = FloatBuffer.wrap(new float[] {3, 4, 0, 1, 1000, 1000, nan, nan});
    write(ActivationStoreWriter.to(folder), List.of(Example.of("a", tokens, rows)));
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.activationScale().orElseThrow()).isCloseTo(Math.sqrt(2) / 3, within(1e-15));
      assertThat(store.examples().findFirst().orElseThrow().activations().get(7)).isNaN();
    }
  }

  @Test
  void activationScale_withoutOrdinaryTokens_isEmpty() {
    TokenSequence tokens =
        TokenSequence.builder().token(Modality.TEXT, TokenRole.SPECIAL, null).build();
    write(
        ActivationStoreWriter.to(folder),
        List.of(Example.of("a", tokens, FloatBuffer.wrap(new float[] {1}))));
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.activationScale()).isEmpty();
    }
  }

  @Test
  void float32Activations_areViewsOfTheMap() {
    tenExamples();
    try (ActivationStore store = ActivationStore.open(folder)) {
      FloatBuffer activations = store.example(4).activations();
      assertThat(activations.isDirect()).isTrue();
      assertThat(activations.isReadOnly()).isTrue();
    }
  }

  @Test
  void use_afterClose_isRefused() {
    tenExamples();
    ActivationStore store = ActivationStore.open(folder);
    Stream<Example> stream = store.examples();
    Example example = store.example(0);
    store.close();
    assertThatThrownBy(stream::toList)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the activation store " + folder + " was closed");
    assertThat(example.activations().get(0)).isNotNaN();
  }

  @Test
  void example_outsideTheStore_isRefused() {
    tenExamples();
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThatThrownBy(() -> store.example(10)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void folder_withoutManifest_isRefused() {
    assertThatThrownBy(() -> ActivationStore.open(folder))
        .isInstanceOf(SaevException.class)
        .hasMessage(
            "no activation store in "
                + folder
                + ": it has no manifest.json; give the store's folder");
  }

  private List<Example> tenExamples() {
    List<Example> examples = RandomExamples.of(10, 3, ActivationDtype.FLOAT32, 5);
    write(builder(folder), examples);
    return examples;
  }

  private static ActivationStoreWriter.Builder builder(Path folder) {
    return ActivationStoreWriter.to(folder).model("a model").layer("blocks.3").shardBytes(300);
  }

  private static void write(ActivationStoreWriter.Builder builder, List<Example> examples) {
    try (ActivationStoreWriter writer = builder.create()) {
      examples.forEach(writer::append);
    }
  }
}

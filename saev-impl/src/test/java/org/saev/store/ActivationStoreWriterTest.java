package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;

final class ActivationStoreWriterTest {

  private static final List<Example> EXAMPLES =
      RandomExamples.of(20, 4, ActivationDtype.FLOAT32, 11);

  @TempDir Path folder;

  @Test
  void writer_thatIsAbandoned_leavesAStoreThatCanBeResumed() throws IOException {
    // An abandoned writer is what a killed process leaves: nothing runs that could tidy up.
    ActivationStoreWriter killed = builder(folder).create();
    EXAMPLES.subList(0, 15).forEach(killed::append);
    Files.write(folder.resolve("shard-00003.safetensors.part"), new byte[100]);

    int whole;
    try (ActivationStore store = ActivationStore.open(folder)) {
      store.verify();
      whole = (int) store.exampleCount().orElseThrow();
      assertThat(whole).isBetween(1, 14);
      assertThat(store.complete()).isFalse();
      RandomExamples.assertEqual(store.examples().toList(), EXAMPLES.subList(0, whole));
    }
    try (ActivationStoreWriter resumed = builder(folder).resume()) {
      assertThat(resumed.exampleCount()).isEqualTo(whole);
      EXAMPLES.subList(whole, 20).forEach(resumed::append);
      assertThat(resumed.exampleCount()).isEqualTo(20);
    }
    Path straight = folder.resolve("straight");
    try (ActivationStoreWriter writer = builder(straight).resume()) {
      EXAMPLES.forEach(writer::append);
    }
    try (ActivationStore a = ActivationStore.open(folder);
        ActivationStore b = ActivationStore.open(straight)) {
      RandomExamples.assertEqual(a.examples().toList(), EXAMPLES);
      assertThat(a.complete()).isTrue();
      assertThat(a.identity()).isEqualTo(b.identity());
      assertThat(a.activationScale()).isEqualTo(b.activationScale());
    }
    assertThat(folder.resolve("shard-00003.safetensors.part")).doesNotExist();
  }

  @Test
  void create_overAStore_isRefused() {
    write();
    assertThatThrownBy(() -> builder(folder).create())
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("holds an activation store already: resume() it");
  }

  @Test
  void resume_ofAnotherDescription_isRefused() {
    write();
    assertThatThrownBy(() -> builder(folder).layer("blocks.4").resume())
        .hasMessage(
            "can't resume the store in "
                + folder
                + ": its layer is blocks.3, but blocks.4 was asked for");
    assertThatThrownBy(() -> builder(folder).dtype(ActivationDtype.FLOAT16).resume())
        .hasMessageContaining("its dtype is FLOAT32");
  }

  @Test
  void resume_ofADamagedStore_isRefused() throws IOException {
    write();
    Path shard = folder.resolve("shard-00001.safetensors");
    Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 100));
    assertThatThrownBy(() -> builder(folder).resume())
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("shard-00001.safetensors: file size: expected");
  }

  @Test
  void append_ofWhatCantBeStored_isRefusedAndChangesNothing() {
    Path whole = folder.resolve("whole");
    try (ActivationStoreWriter writer = builder(whole).shardBytes(1 << 20).create()) {
      writer.append(EXAMPLES.get(0));
      refused(writer, example(3, 1, 1), "doesn't fit into a store of width 4");
      refused(writer, example(4, 2, Float.NaN), "activation 3 of token 1 of Example[bad");
      refused(writer, example(4, 2, Float.POSITIVE_INFINITY), "is not finite, but was Infinity");
      refused(
          writer,
          Example.of("\ud83d", TokenSequence.builder().textTokens(1).build(), floats(4, 1)),
          "half a surrogate pair");
      writer.append(EXAMPLES.get(1));
    }
    try (ActivationStore store = ActivationStore.open(whole)) {
      store.verify();
      RandomExamples.assertEqual(store.examples().toList(), EXAMPLES.subList(0, 2));
    }
  }

  @Test
  void append_beyondTheRangeOfFloat16_isRefused() {
    try (ActivationStoreWriter writer = builder(folder).dtype(ActivationDtype.FLOAT16).create()) {
      refused(
          writer,
          example(4, 2, 65520),
          "is beyond the range of float16: use bfloat16 or float32, but was 65520.0");
      writer.append(example(4, 2, 65519));
    }
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.example(0).activations().get(7)).isEqualTo(65504);
    }
  }

  @Test
  void append_whenTheDiskFails_saysWhatIsLeft() throws IOException {
    ActivationStoreWriter writer = builder(folder).create();
    EXAMPLES.forEach(writer::append);
    long before = ActivationStore.open(folder).exampleCount().orElseThrow();
    // A folder in the place of the next shard can't be replaced by a file.
    long shards;
    try (var files = Files.list(folder)) {
      shards = files.filter(file -> file.toString().endsWith(".safetensors")).count();
    }
    Path next = folder.resolve("shard-%05d.safetensors".formatted(shards));
    Files.createDirectories(next.resolve("full"));
    assertThatThrownBy(writer::close)
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("it holds the " + before + " examples written before");
    assertThatThrownBy(() -> writer.append(EXAMPLES.get(0)))
        .isInstanceOf(IllegalStateException.class);
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.exampleCount()).hasValue(before);
    }
  }

  @Test
  void writer_withoutExamples_makesNoStore() {
    builder(folder).create().close();
    assertThatThrownBy(() -> ActivationStore.open(folder)).hasMessageContaining("no activation");
  }

  @Test
  void shardBytes_outOfRange_isRefused() {
    assertThatThrownBy(() -> builder(folder).shardBytes(0))
        .hasMessage("shardBytes must be 1 to 1073741824, but was 0");
  }

  private static void refused(ActivationStoreWriter writer, Example example, String reason) {
    long before = writer.exampleCount();
    assertThatThrownBy(() -> writer.append(example))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
    assertThat(writer.exampleCount()).isEqualTo(before);
  }

  private static Example example(int width, int tokens, float last) {
    TokenSequence sequence = TokenSequence.builder().textTokens(tokens).build();
    return Example.of("bad", sequence, floats(width * tokens, last));
  }

  private static FloatBuffer floats(int count, float last) {
    float[] values = new float[count];
    values[count - 1] = last;
    return FloatBuffer.wrap(values);
  }

  private static ActivationStoreWriter.Builder builder(Path folder) {
    return ActivationStoreWriter.to(folder).model("m").layer("blocks.3").shardBytes(700);
  }

  private void write() {
    try (ActivationStoreWriter writer = builder(folder).create()) {
      EXAMPLES.forEach(writer::append);
    }
  }
}

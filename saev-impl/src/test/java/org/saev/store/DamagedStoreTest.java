package org.saev.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.FormatException;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.io.Mutations;
import org.saev.internal.io.SafetensorsReader;

/** What damaged and lying files lead to. */
final class DamagedStoreTest {

  private static final String SHARD = "shard-00000.safetensors";

  @TempDir Path folder;

  @BeforeEach
  void write() {
    write(ActivationDtype.FLOAT32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"width\": 3|\"width\": 4|manifest.json|norms.activation_scale",
        "\"width\": 3|\"width\": 0|manifest.json|width",
        "\"float32\"|\"float16\"|shard-00000.safetensors|tensor activations",
        "\"float32\"|\"float64\"|manifest.json|dtype",
        "saev-activations|other|manifest.json|format",
        "\"version\": 1|\"version\": 2|manifest.json|version",
        "\"examples\": 6|\"examples\": 7|shard-00000.safetensors|tensor token_starts",
        "\"complete\": true|\"complete\": 1|manifest.json|complete",
        "\"complete\"|\"compleat\"|manifest.json|complete",
        "\"padding\"|\"stuffing\"|manifest.json|roles",
        "\"audio\"|\"image\"|manifest.json|modalities",
        "shard-00000|../shard-00000|manifest.json|shards[0].file",
        "shard-00000|.shard|manifest.json|shards[0].file",
        "shard-00000.safe|gone.safe|gone.safetensors|file",
        "\"sha256\": \"|\"sha256\": \"x|manifest.json|shards[0].sha256",
        "'\"bytes\": '|'\"bytes\": 1'|shard-00000.safetensors|file size",
        "\"activation_scale\": 0.|\"activation_scale\": 1.|manifest.json|norms.activation_scale",
        "\"shards\"|\"more\": 1, \"shards\"|manifest.json|more"
      })
  void manifest_thatLies_isRefusedByFileAndField(String good, String bad, String file, String field)
      throws IOException {
    Path manifest = folder.resolve("manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(good);
    Files.writeString(manifest, text.replace(good, bad));
    assertThatThrownBy(() -> ActivationStore.open(folder))
        .isInstanceOfSatisfying(
            FormatException.class,
            e -> {
              assertThat(Path.of(e.file()).getFileName()).hasToString(file);
              assertThat(e.field()).isEqualTo(field);
            });
  }

  @Test
  void manifest_whoseTotalIsNotTheSumOfTheShards_isRefused() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replaceFirst("\"tokens\": ", "\"tokens\": 1"));
    assertThatThrownBy(() -> ActivationStore.open(folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("manifest.json: tokens: expected the sum over the shards, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"modality\"|\"modulity\"|tensor modality",
        "\"role\"|\"rule\"|tensor rule",
        "\"text\"|\"next\"|tensor next",
        "\"patch\"|\"latch\"|tensor patch",
        "\"grids\":{\"dtype\":\"I32\"|\"grids\":{\"dtype\":\"U32\"|tensor grids"
      })
  void shard_whoseHeaderLies_isRefusedByField(String good, String bad, String field)
      throws IOException {
    Path shard = folder.resolve(SHARD);
    String text = Files.readString(shard, ISO_8859_1);
    assertThat(text).contains(good);
    Files.writeString(shard, text.replace(good, bad), ISO_8859_1);
    assertThatThrownBy(() -> ActivationStore.open(folder))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  /** A gigabyte for each token, from a shard of a few, if each token had a text of its own. */
  @Test
  void strings_thatOverlap_areRefused() throws IOException {
    folder = folder.resolve("texts");
    try (ActivationStoreWriter writer = ActivationStoreWriter.to(folder).create()) {
      writer.append(example("a", "b"));
      writer.append(example("c", "a"));
    }
    Path shard = folder.resolve(SHARD);
    long begin;
    try (SafetensorsReader reader = SafetensorsReader.open(shard)) {
      assertThat(reader.longs("string_starts")).containsExactly(0, 1, 2, 3);
      begin = reader.header().tensor("string_starts").begin();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(shard)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong((int) begin + 8, 3).putLong((int) begin + 16, 0);
    Files.write(shard, bytes.array());
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThatThrownBy(() -> store.example(1))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("string 0: expected strings that don't overlap");
    }
  }

  private static Example example(String id, String text) {
    TokenSequence tokens =
        TokenSequence.builder().token(Modality.TEXT, TokenRole.ORDINARY, text).build();
    return Example.of(id, tokens, FloatBuffer.wrap(new float[] {1, 2}));
  }

  @Test
  void shard_withOneOtherBit_isFoundByVerify() throws IOException {
    Path shard = folder.resolve(SHARD);
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThatThrownBy(store::verify)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(SHARD + ": SHA-256 of the file: expected");
    }
  }

  @ParameterizedTest
  @EnumSource
  void mutatedShard_givesExamplesOrFormatException(ActivationDtype dtype) throws IOException {
    folder = folder.resolve("again");
    write(dtype);
    Path shard = folder.resolve(SHARD);
    byte[] good = Files.readAllBytes(shard);
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      Mutations.replace(shard, sameLength(Mutations.mutate(good, random), good.length));
      refused += readRefused() ? 1 : 0;
    }
    assertThat(refused).isBetween(400, 999);
  }

  @Test
  void mutatedManifest_givesExamplesOrFormatException() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    byte[] good = Files.readAllBytes(manifest);
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      Mutations.replace(manifest, Mutations.mutate(good, random));
      refused += readRefused() ? 1 : 0;
    }
    assertThat(refused).isBetween(1300, 1999);
  }

  private boolean readRefused() {
    try (ActivationStore store = ActivationStore.open(folder)) {
      store.examples().forEach(example -> assertThat(example.tokens().size()).isPositive());
      return false;
    } catch (FormatException e) {
      assertThat(e.field()).isNotEmpty();
      return true;
    }
  }

  /** The size is in the manifest; a mutation that keeps it gets further into the reader. */
  private static byte[] sameLength(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private void write(ActivationDtype dtype) {
    List<Example> examples = RandomExamples.of(6, 3, dtype, 8);
    try (ActivationStoreWriter writer = ActivationStoreWriter.to(folder).dtype(dtype).create()) {
      examples.forEach(writer::append);
    }
  }
}

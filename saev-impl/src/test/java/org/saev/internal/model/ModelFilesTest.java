package org.saev.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.FileChecksum;
import org.saev.internal.io.Mutations;
import org.saev.internal.io.SafetensorsWriter;
import org.saev.internal.io.Tensor;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

final class ModelFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void model_ofAnyArchitecture_loadsEqualToTheBit(Architecture architecture) {
    SaeWeights weights = weights(architecture, 1);
    Path path = folder.resolve("made/for it");
    ModelFiles.save(weights, path);
    assertEqual(ModelFiles.load(path), weights);
    assertThat(path).isDirectoryNotContaining("glob:**.{part,new}");
  }

  @Test
  void save_overAModel_replacesItAndLeavesOtherFiles() throws IOException {
    ModelFiles.save(weights(Architecture.TOPK, 1), folder);
    Files.writeString(folder.resolve("notes.txt"), "mine");
    SaeWeights next = weights(Architecture.JUMP_RELU, 2);
    ModelFiles.save(next, folder);
    assertEqual(ModelFiles.load(folder), next);
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
  }

  /** The three states that a killed save can leave, and a save after each. */
  @Test
  void save_killedAtAnyMoment_leavesTheOldOrTheNewModel() throws IOException {
    SaeWeights old = weights(Architecture.TOPK, 1);
    SaeWeights next = weights(Architecture.TOPK, 2);
    Path other = folder.resolve("next");
    Path here = folder.resolve("model");
    ModelFiles.save(next, other);
    ModelFiles.save(old, here);

    Files.copy(other.resolve(SaevFormat.WEIGHTS), here.resolve(SaevFormat.NEW_WEIGHTS));
    assertEqual(ModelFiles.load(here), old);

    Path config = here.resolve(SaevFormat.CONFIG);
    Files.write(config, Files.readAllBytes(other.resolve(SaevFormat.CONFIG)));
    assertEqual(ModelFiles.load(here), next);

    // The next save must not overwrite weights that the configuration still needs.
    SaevFormat format = new SaevFormat();
    Path blocked = here.resolve(SaevFormat.NEW_WEIGHTS + ".part");
    Files.createDirectories(blocked.resolve("full"));
    assertThatThrownBy(() -> format.save(old, here)).isInstanceOf(IOException.class);
    assertEqual(ModelFiles.load(here), next);
  }

  @Test
  void save_overADamagedModel_replacesIt() throws IOException {
    Files.writeString(folder.resolve(SaevFormat.CONFIG), "{\"format\": \"saev-sae\"");
    Files.writeString(folder.resolve(SaevFormat.NEW_WEIGHTS), "");
    SaeWeights weights = weights(Architecture.TOPK, 1);
    ModelFiles.save(weights, folder);
    assertEqual(ModelFiles.load(folder), weights);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"topk\"|\"topq\"|architecture",
        "\"version\": 1|\"version\": 3|version",
        "\"float32\"|\"float16\"|dtype",
        "\"k\": 3|\"k\": 8|k",
        "\"k\": 3,||k",
        "\"k\": 3|\"k\": 3, \"kk\": 3|kk",
        "\"none\"|\"some\"|input_normalization",
        "\"width\": 5|\"width\": 4|tensor W_enc",
        "\"threshold\": 7|\"threshold\": 6|tensor threshold",
        "\"threshold\": 7||tensor threshold",
        "\"threshold\": 7|\"threshold\": 7, \"gate\": 7|tensor gate",
        "\"seed\": \"1\"|\"seed\": 1|provenance.seed"
      })
  void config_thatLies_isRefusedByField(String good, String bad, String field) throws IOException {
    ModelFiles.save(weights(Architecture.TOPK, 1), folder);
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    assertThat(text).contains(good);
    Files.writeString(config, text.replace(good, bad == null ? "" : bad));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void weights_thatAreDamagedOrAbsent_areRefused() throws IOException {
    ModelFiles.save(weights(Architecture.TOPK, 1), folder);
    Path file = folder.resolve("sae.safetensors");
    byte[] good = Files.readAllBytes(file);
    byte[] flipped = good.clone();
    flipped[good.length - 1] ^= 1;
    Files.write(file, flipped);
    assertThatThrownBy(() -> ModelFiles.load(folder)).hasMessageContaining("SHA-256 of the file");
    Files.write(file, Arrays.copyOf(good, 50));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessage(file + ": file size: expected " + good.length + " bytes, but found 50 bytes");
    Files.delete(file);
    assertThatThrownBy(() -> ModelFiles.load(folder)).hasMessageContaining("but found no file");
  }

  @Test
  void weights_ofWrongTensors_areRefusedThoughTheSumIsRight() throws IOException {
    ModelFiles.save(weights(Architecture.TOPK, 1), folder);
    Path file = folder.resolve("sae.safetensors");
    String sum = FileChecksum.read(file).sha256();
    long bytes = Files.size(file);
    FileChecksum lie =
        SafetensorsWriter.write(file, Map.of(), List.of(Tensor.of("W_enc", new float[35], 7, 5)));
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(sum, lie.sha256())
            .replace("\"bytes\": " + bytes, "\"bytes\": " + lie.bytes()));
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessage(file + ": tensor b_enc: expected a tensor, but found none, but [W_enc]");
  }

  @Test
  void mutatedConfig_givesModelOrCleanError() throws IOException {
    ModelFiles.save(weights(Architecture.TOPK, 1), folder);
    Path config = folder.resolve("config.json");
    byte[] good = Files.readAllBytes(config);
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 1500; i++) {
      Mutations.replace(config, Mutations.mutate(good, random));
      try {
        assertThat(ModelFiles.load(folder).encoder()).hasSize(35);
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1000, 1499);
  }

  @Test
  void path_ofNoFormat_isRefusedBySayingWhatWasSeen() throws IOException {
    assertThatThrownBy(() -> ModelFiles.load(folder.resolve("gone")))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining("there is no such file or folder");
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessage(
            folder
                + ": format: expected an autoencoder of format saev, SAELens 6, SAELens before 6,"
                + " sparsify, dictionary_learning, Llama Scope, Gemma Scope,"
                + " openai/sparse_autoencoder, but found an empty folder");
    Path text = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> ModelFiles.load(text))
        .hasMessageEndingWith("but found the file notes.txt of 4 bytes");
    Files.writeString(folder.resolve("manifest.json"), "{}");
    assertThatThrownBy(() -> ModelFiles.load(folder))
        .hasMessageEndingWith(
            "manifest.json, notes.txt (an activation store, which Saev.open opens)");
    for (int i = 0; i < 9; i++) {
      Files.writeString(folder.resolve("a" + i), "");
    }
    assertThatThrownBy(() -> ModelFiles.load(folder)).hasMessageContaining("a6, a7, ... (an");
  }

  private static SaeWeights weights(Architecture architecture, long seed) {
    int latents = 7;
    int width = 5;
    SaeConfig config =
        SaeConfig.builder(architecture, width, latents)
            .k(3)
            .decoderBiasSubtracted(seed == 1)
            .inputNormalization(InputNormalization.NONE)
            .decoderNormRescaled(seed == 2)
            .provenance("seed", Long.toString(seed))
            .provenance("text", "\"quoted\" \u00e9\n")
            .build();
    Random random = new Random(seed);
    return new SaeWeights(
        config,
        floats(latents * width, random),
        floats(latents, random),
        floats(latents * width, random),
        floats(width, random),
        Map.of("threshold", floats(latents, random)));
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertEqual(SaeWeights found, SaeWeights expected) {
    assertThat(found.config()).isEqualTo(expected.config());
    assertThat(found.encoder()).isEqualTo(expected.encoder());
    assertThat(found.encoderBias()).isEqualTo(expected.encoderBias());
    assertThat(found.decoder()).isEqualTo(expected.decoder());
    assertThat(found.decoderBias()).isEqualTo(expected.decoderBias());
    assertThat(found.more()).containsOnlyKeys(expected.more().keySet());
    found.more().forEach((name, values) -> assertThat(values).isEqualTo(expected.more().get(name)));
  }
}

package org.saev.examples.pictograms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelsTest {
  private static final int VOCABULARY = new Vocabulary().size();

  @TempDir Path folder;

  @Test
  void load_bothStages_givesThem() throws IOException {
    save("text", VOCABULARY, false);
    save("multimodal", VOCABULARY, true);
    try (TrainedModels models = TrainedModels.load(folder)) {
      assertThat(models.base().config().vision()).isFalse();
      assertThat(models.model().config().vision()).isTrue();
    }
  }

  @Test
  void load_missingFile_saysWhatToDo() throws IOException {
    save("text", VOCABULARY, false);
    assertThatIOException()
        .isThrownBy(() -> TrainedModels.load(folder))
        .withMessageContaining("multimodal.safetensors is missing: give the folder");
  }

  @Test
  void load_damagedFile_saysWhich() throws IOException {
    save("text", VOCABULARY, false);
    save("multimodal", VOCABULARY, true);
    Path file = folder.resolve("multimodal.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 100, bytes.length / 2, bytes.length - 4}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatIOException()
          .isThrownBy(() -> TrainedModels.load(folder))
          .withMessageContaining("multimodal.safetensors");
    }
  }

  @Test
  void load_otherStage_isRefused() throws IOException {
    save("text", VOCABULARY, true);
    assertThatIOException()
        .isThrownBy(() -> TrainedModels.load(folder))
        .withMessageContaining("text.safetensors holds another model: expected vision false");
  }

  @Test
  void load_otherVocabulary_isRefused() throws IOException {
    save("text", 7, false);
    assertThatIOException()
        .isThrownBy(() -> TrainedModels.load(folder))
        .withMessageContaining("a vocabulary of " + VOCABULARY + ", but found false and 7");
  }

  private void save(String stage, int vocabulary, boolean vision) throws IOException {
    try (var model = VisionLanguageModel.random(new ModelConfig(vocabulary, 8, 1, 1, vision), 1)) {
      model.save(folder.resolve(stage + ".safetensors"), Map.of());
    }
  }
}

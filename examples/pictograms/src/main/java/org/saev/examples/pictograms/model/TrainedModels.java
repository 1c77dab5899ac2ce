package org.saev.examples.pictograms.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The trained weights of both stages.
 *
 * @param base the text-only stage, "the base language model"
 * @param model the multimodal stage
 */
public record TrainedModels(VisionLanguageModel base, VisionLanguageModel model)
    implements AutoCloseable {

  private static final String BASE = "text.safetensors";
  private static final String MODEL = "multimodal.safetensors";

  /**
   * Reads both.
   *
   * @param folder holds {@value #BASE} and {@value #MODEL}
   * @return the models
   * @throws IOException if one is missing, damaged, or of another vocabulary or stage; says which
   *     file and what to do
   */
  public static TrainedModels load(Path folder) throws IOException {
    VisionLanguageModel base = load(folder.resolve(BASE), false);
    try {
      return new TrainedModels(base, load(folder.resolve(MODEL), true));
    } catch (IOException | RuntimeException e) {
      base.close();
      throw e;
    }
  }

  private static VisionLanguageModel load(Path file, boolean vision) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toAbsolutePath()
              + " is missing: give the folder of the trained weights, or train them as the README"
              + " of the example says");
    }
    VisionLanguageModel model = VisionLanguageModel.load(file);
    ModelConfig expected = ModelConfig.standard(vision);
    if (model.config().vision() != vision || model.config().vocabulary() != expected.vocabulary()) {
      ModelConfig found = model.config();
      model.close();
      throw new IOException(
          "%s holds another model: expected vision %s and a vocabulary of %d, but found %s and %d"
              .formatted(file, vision, expected.vocabulary(), found.vision(), found.vocabulary()));
    }
    return model;
  }

  @Override
  public void close() {
    base.close();
    model.close();
  }
}

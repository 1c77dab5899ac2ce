package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.store.ActivationStoreWriter;

/**
 * Runs pairs through the model and writes the residual stream after one layer to a store. Beside
 * the activations go what baselines need: the mean loss of the caption with the picture (the model)
 * and without it (its text-only stage).
 */
public final class Capture {

  private static final int BATCH = 64;

  private final VisionLanguageModel base;
  private final VisionLanguageModel model;
  private final int layer;
  private final Vocabulary vocabulary = new Vocabulary();

  /**
   * Prepares a capture.
   *
   * @param models both stages, which must stay open
   * @param layer whose residual stream is captured; 0 is before the first
   */
  public Capture(TrainedModels models, int layer) {
    this.base = models.base();
    this.model = models.model();
    this.layer = layer;
  }

  /**
   * Writes a store with one example a pair, in order.
   *
   * @param pairs the pairs
   * @param store the folder to write to; what is there is replaced
   * @param done is told the number of pairs done
   * @throws IOException if an older store there can't be deleted
   * @throws org.saev.SaevException if the store can't be written
   */
  public void write(List<Pair> pairs, Path store, IntConsumer done) throws IOException {
    deleteStore(store);
    try (ActivationStoreWriter writer =
        ActivationStoreWriter.to(store)
            .model("pictograms")
            .layer("residual stream after layer " + layer)
            .create()) {
      for (int from = 0; from < pairs.size(); from += BATCH) {
        List<Pair> part = pairs.subList(from, Math.min(from + BATCH, pairs.size()));
        examples(part).forEach(writer::append);
        done.accept(from + part.size());
      }
    }
  }

  /**
   * Captures some pairs in one batch.
   *
   * @param pairs the pairs; memory grows with their number, 64 at a time is plenty
   * @return one example a pair
   */
  public List<Example> examples(List<Pair> pairs) {
    List<Caption> captions = pairs.stream().map(pair -> pair.example().caption()).toList();
    Batch seeing =
        Batch.of(
            vocabulary, pairs.stream().map(pair -> pair.example().picture()).toList(), captions);
    Inference.Capture captured = new Inference(model).capture(seeing, layer);
    float[] unconditioned = new Inference(base).losses(Batch.of(vocabulary, null, captions));
    int width = model.config().width();
    int stride = Inference.tokens(seeing) * width;
    List<Example> examples = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      TokenSequence tokens = tokens(captions.get(i));
      // The caption's words and <end>.
      int predicted = tokens.count(Modality.TEXT) + 1;
      int at = i * seeing.length();
      examples.add(
          Example.builder(pairs.get(i).id())
              .tokens(tokens)
              .activations(FloatBuffer.wrap(captured.residual(), i * stride, tokens.size() * width))
              .image(pairs.get(i).id())
              .extra(Extras.LOSS_CONDITIONED, mean(captured.losses(), at, predicted))
              .extra(Extras.LOSS_UNCONDITIONED, mean(unconditioned, at, predicted))
              .build());
    }
    return examples;
  }

  private static void deleteStore(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      Files.deleteIfExists(folder.resolve("manifest.json"));
      try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, "shard-*.safetensors")) {
        for (Path shard : shards) {
          Files.delete(shard);
        }
      }
    }
  }

  /** The patches, {@code <begin>}, and the words; what fills the batch up is left out. */
  private static TokenSequence tokens(Caption caption) {
    return TokenSequence.builder()
        .patches(PatchGrid.of(Scene.GRID, Scene.GRID))
        .special("<begin>")
        .text(caption.tokens().toArray(String[]::new))
        .build();
  }

  private static float mean(float[] losses, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += losses[i];
    }
    return (float) (sum / count);
  }
}

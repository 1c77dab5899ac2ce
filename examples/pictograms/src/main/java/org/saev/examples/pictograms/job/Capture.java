package org.saev.examples.pictograms.job;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.store.ActivationStoreWriter;

/**
 * Runs pairs through the model and writes the residual stream after one layer to a store. Beside
 * the activations go what baselines need: the mean loss of the caption with the picture (the model)
 * and without it (its text-only stage).
 */
final class Capture {

  /** The layer whose stream tells swapped captions best; see the table in the example's README. */
  static final int LAYER = 3;

  private static final int BATCH = 64;

  private final VisionLanguageModel base;
  private final VisionLanguageModel model;
  private final Vocabulary vocabulary = new Vocabulary();

  /**
   * @param base the text-only stage
   * @param model the multimodal stage
   */
  Capture(VisionLanguageModel base, VisionLanguageModel model) {
    this.base = base;
    this.model = model;
  }

  /**
   * Writes a store.
   *
   * @param done is told the number of pairs done
   */
  void write(List<Pair> pairs, Path store, IntConsumer done) {
    try (ActivationStoreWriter writer =
        ActivationStoreWriter.to(store)
            .model("pictograms")
            .layer("residual stream after layer " + LAYER)
            .create()) {
      for (int from = 0; from < pairs.size(); from += BATCH) {
        List<Pair> part = pairs.subList(from, Math.min(from + BATCH, pairs.size()));
        append(writer, part);
        done.accept(from + part.size());
      }
    }
  }

  private void append(ActivationStoreWriter writer, List<Pair> pairs) {
    Batch seeing =
        Batch.of(
            vocabulary,
            pairs.stream().map(p -> p.example().picture()).toList(),
            pairs.stream().map(p -> p.example().caption()).toList());
    Batch blind =
        Batch.of(vocabulary, null, pairs.stream().map(p -> p.example().caption()).toList());
    Inference.Capture captured = new Inference(model).capture(seeing, LAYER);
    float[] unconditioned = new Inference(base).losses(blind);
    int width = model.config().width();
    int stride = Inference.tokens(seeing) * width;
    for (int i = 0; i < pairs.size(); i++) {
      TokenSequence tokens = tokens(pairs.get(i));
      int predicted = tokens.count(org.saev.activations.Modality.TEXT) + 1;
      int at = i * seeing.length();
      writer.append(
          Example.builder(pairs.get(i).id())
              .tokens(tokens)
              .activations(FloatBuffer.wrap(captured.residual(), i * stride, tokens.size() * width))
              .image(pairs.get(i).id())
              .extra(Extras.LOSS_CONDITIONED, mean(captured.losses(), at, predicted))
              .extra(Extras.LOSS_UNCONDITIONED, mean(unconditioned, at, predicted))
              .build());
    }
  }

  /** The patches, {@code <begin>}, and the words; what fills the batch up is left out. */
  private static TokenSequence tokens(Pair pair) {
    return TokenSequence.builder()
        .patches(PatchGrid.of(Scene.GRID, Scene.GRID))
        .special("<begin>")
        .text(pair.example().caption().tokens().toArray(String[]::new))
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

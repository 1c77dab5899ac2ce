package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.training.Example;

/** Asks the model which of several pictures a masked caption belongs to. */
final class MaskedCaptions {

  private static final int BATCH = 64;

  private final Inference inference;
  private final List<Example> examples;
  private final List<List<Picture>> pictures = new ArrayList<>();
  private final Vocabulary vocabulary = new Vocabulary();

  /** Prepares the pictures of each example: its own and {@linkplain NearPictures near ones}. */
  MaskedCaptions(VisionLanguageModel model, List<Example> examples, SceneRenderer renderer) {
    this.inference = new Inference(model);
    this.examples = examples;
    for (Example example : examples) {
      List<Picture> all = new ArrayList<>(List.of(example.picture()));
      all.addAll(NearPictures.of(example.scene(), renderer));
      pictures.add(all);
    }
  }

  /**
   * Masks and asks.
   *
   * @param kept which words of each caption are kept
   * @param done is told the number of captions done
   * @return one a caption
   */
  Retrieval[] retrieve(List<boolean[]> kept, IntConsumer done) {
    List<Picture> flat = pictures.stream().flatMap(List::stream).toList();
    int candidates = NearPictures.COUNT + 1;
    double[] losses = new double[flat.size()];
    for (int from = 0; from < flat.size(); from += BATCH) {
      int to = Math.min(from + BATCH, flat.size());
      List<int[]> captions = new ArrayList<>();
      for (int i = from; i < to; i++) {
        captions.add(masked(examples.get(i / candidates).caption(), kept.get(i / candidates)));
      }
      Batch batch = Batch.ofIds(flat.subList(from, to), captions);
      float[] all = inference.losses(batch);
      for (int i = from; i < to; i++) {
        losses[i] = sum(all, (i - from) * batch.length(), kept.get(i / candidates));
      }
      done.accept(to / candidates);
    }
    Retrieval[] retrievals = new Retrieval[examples.size()];
    Arrays.setAll(
        retrievals,
        i -> {
          double[] own = Arrays.copyOfRange(losses, i * candidates, (i + 1) * candidates);
          return Retrieval.of(own[0], Arrays.copyOfRange(own, 1, candidates));
        });
    return retrievals;
  }

  private int[] masked(Caption caption, boolean[] kept) {
    int[] ids = vocabulary.encode(caption);
    for (int word = 0; word < kept.length; word++) {
      // <begin> comes first.
      ids[word + 1] = kept[word] ? ids[word + 1] : Vocabulary.MASK;
    }
    return ids;
  }

  /** The loss of the kept words; that of the word at t is at t. */
  private static double sum(float[] losses, int from, boolean[] kept) {
    double sum = 0;
    for (int word = 0; word < kept.length; word++) {
      sum += kept[word] ? losses[from + word] : 0;
    }
    return sum;
  }
}

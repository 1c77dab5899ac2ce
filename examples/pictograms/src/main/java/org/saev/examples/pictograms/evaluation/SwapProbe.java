package org.saev.examples.pictograms.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.training.Example;

/**
 * Whether the residual stream tells true captions from captions of another scene, by layer.
 *
 * <p>The score of a pair is the mean over its caption tokens of the largest cosine with a patch,
 * after standardising each modality.
 */
final class SwapProbe {
  private static final int BATCH = 64;

  private final Inference inference;
  private final int width;
  private final Vocabulary vocabulary = new Vocabulary();

  SwapProbe(Inference inference, int width) {
    this.inference = inference;
    this.width = width;
  }

  /** The AUC of true against swapped captions, one a layer. */
  List<Double> measure(List<Example> examples) {
    List<List<Double>> matched = scores(examples);
    List<List<Double>> swapped = scores(swap(examples));
    List<Double> aucs = new ArrayList<>();
    for (int layer = 0; layer < matched.get(0).size(); layer++) {
      aucs.add(Ranking.auc(column(matched, layer), column(swapped, layer)));
    }
    return aucs;
  }

  /** Each picture with the caption of the next scene that has nothing in common with it. */
  static List<Example> swap(List<Example> examples) {
    List<Example> swapped = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Scene scene = examples.get(i).scene();
      int other = (i + 1) % examples.size();
      while (Corruption.shareConcept(scene, examples.get(other).scene())) {
        other = (other + 1) % examples.size();
      }
      swapped.add(
          new Example(
              scene,
              examples.get(i).picture(),
              Corruption.SWAPPED.apply(
                  scene, examples.get(i).caption(), examples.get(other).scene(), i)));
    }
    return swapped;
  }

  private List<List<Double>> scores(List<Example> examples) {
    List<List<Double>> scores = new ArrayList<>();
    for (int start = 0; start < examples.size(); start += BATCH) {
      List<Example> part = examples.subList(start, Math.min(start + BATCH, examples.size()));
      Batch batch = Example.batch(part, vocabulary);
      List<List<Double>> byLayer = new ArrayList<>();
      for (float[] residual : inference.captureAll(batch)) {
        byLayer.add(scores(residual, part, batch));
      }
      for (int i = 0; i < part.size(); i++) {
        int pair = i;
        scores.add(byLayer.stream().map(layer -> layer.get(pair)).toList());
      }
    }
    return scores;
  }

  private List<Double> scores(float[] residual, List<Example> examples, Batch batch) {
    List<List<float[]>> patches = new ArrayList<>();
    List<List<float[]>> words = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      int first = i * Inference.tokens(batch);
      int spoken = examples.get(i).caption().words().size();
      patches.add(tokens(residual, first, Scene.PATCHES));
      words.add(tokens(residual, first + Scene.PATCHES + 1, spoken));
    }
    Vectors.standardize(patches.stream().flatMap(List::stream).toList());
    Vectors.standardize(words.stream().flatMap(List::stream).toList());
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      List<float[]> shown = patches.get(i);
      scores.add(
          words.get(i).stream()
              .mapToDouble(
                  word -> shown.stream().mapToDouble(p -> Vectors.dot(p, word)).max().orElseThrow())
              .average()
              .orElseThrow());
    }
    return scores;
  }

  private List<float[]> tokens(float[] residual, int first, int count) {
    List<float[]> tokens = new ArrayList<>();
    for (int t = first; t < first + count; t++) {
      float[] values = new float[width];
      System.arraycopy(residual, t * width, values, 0, width);
      tokens.add(values);
    }
    return tokens;
  }

  private static double[] column(List<List<Double>> rows, int column) {
    return rows.stream().mapToDouble(row -> row.get(column)).toArray();
  }
}

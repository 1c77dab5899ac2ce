package org.saev.examples.pictograms.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Word;
import org.saev.examples.pictograms.training.Example;

/**
 * How far image and word tokens share directions, by layer.
 *
 * <p>A thing's patches (their mean, weighted by how much of them it covers) are compared with the
 * token of its name by the cosine, after standardising each modality. The AUC is the chance that a
 * pair of the same concept is closer than a pair of different concepts: within a picture, and
 * between the picture of one scene and the caption of another.
 */
final class SharingProbe {
  private static final int BATCH = 64;

  /**
   * Areas under the ROC curve at a layer.
   *
   * @param layer the layer; 0 is before the first
   * @param samePicture a name with the patches that it names
   * @param acrossPictures a name with the patches of the same concept in another scene
   */
  record Sharing(int layer, double samePicture, double acrossPictures) {}

  /** A name in a caption: by layer, the mean of the patches that it names and its own token. */
  private record Naming(int concept, List<float[]> patches, List<float[]> word) {}

  private final Inference inference;
  private final SceneRenderer renderer;
  private final int width;
  private final Vocabulary vocabulary = new Vocabulary();

  SharingProbe(Inference inference, SceneRenderer renderer, int width) {
    this.inference = inference;
    this.renderer = renderer;
    this.width = width;
  }

  List<Sharing> measure(List<Example> examples) {
    List<Naming> namings = new ArrayList<>();
    for (int start = 0; start < examples.size(); start += BATCH) {
      int end = Math.min(start + BATCH, examples.size());
      namings.addAll(namings(examples.subList(start, end)));
    }
    List<Sharing> sharing = new ArrayList<>();
    for (int layer = 0; layer < namings.get(0).word().size(); layer++) {
      sharing.add(compare(layer, namings));
    }
    return sharing;
  }

  private List<Naming> namings(List<Example> examples) {
    Batch batch = Example.batch(examples, vocabulary);
    List<float[]> layers = inference.captureAll(batch);
    List<Naming> namings = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      int firstToken = i * Inference.tokens(batch);
      Scene scene = examples.get(i).scene();
      float[][] coverage = renderer.coverage(scene);
      List<Word> words = examples.get(i).caption().words();
      for (int t = 0; t < words.size(); t++) {
        Word word = words.get(t);
        if (word.kind() == Word.Kind.NAME) {
          float[] shown = coverage[word.entity()];
          // The caption's first token is <begin>, so word t is token t + 1.
          int token = firstToken + Scene.PATCHES + t + 1;
          namings.add(
              new Naming(
                  scene.entities().get(word.entity()).concept().id(),
                  layers.stream().map(x -> meanPatch(x, firstToken, shown)).toList(),
                  layers.stream().map(x -> token(x, token)).toList()));
        }
      }
    }
    return namings;
  }

  private float[] meanPatch(float[] residual, int firstToken, float[] coverage) {
    float total = 0;
    for (float share : coverage) {
      total += share;
    }
    float[] mean = new float[width];
    for (int p = 0; p < Scene.PATCHES; p++) {
      for (int d = 0; d < width; d++) {
        mean[d] += coverage[p] / total * residual[(firstToken + p) * width + d];
      }
    }
    return mean;
  }

  private float[] token(float[] residual, int token) {
    float[] values = new float[width];
    System.arraycopy(residual, token * width, values, 0, width);
    return values;
  }

  private static Sharing compare(int layer, List<Naming> namings) {
    List<float[]> patches = namings.stream().map(naming -> naming.patches().get(layer)).toList();
    List<float[]> words = namings.stream().map(naming -> naming.word().get(layer)).toList();
    Vectors.standardize(patches);
    Vectors.standardize(words);
    DoubleStream.Builder same = DoubleStream.builder();
    DoubleStream.Builder across = DoubleStream.builder();
    DoubleStream.Builder different = DoubleStream.builder();
    for (int i = 0; i < namings.size(); i++) {
      for (int j = 0; j < namings.size(); j++) {
        double cosine = Vectors.dot(patches.get(i), words.get(j));
        boolean match = namings.get(i).concept() == namings.get(j).concept();
        (i == j ? same : match ? across : different).add(cosine);
      }
    }
    double[] negatives = different.build().toArray();
    return new Sharing(
        layer,
        Ranking.auc(same.build().toArray(), negatives),
        Ranking.auc(across.build().toArray(), negatives));
  }
}

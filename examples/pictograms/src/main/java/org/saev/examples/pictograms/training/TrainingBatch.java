package org.saev.examples.pictograms.training;

import java.util.List;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Entity;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Word;

/**
 * A batch with what its losses need.
 *
 * @param batch the model's input
 * @param tokenWeights [pairs, length], the weight of each target in the caption's loss; sums to 1
 * @param patchTargets [pairs, patches, vocabulary], for each patch that shows something, shares of
 *     its colour and of its name; sums to 1; empty if patches have no targets
 */
record TrainingBatch(Batch batch, float[] tokenWeights, float[] patchTargets) {
  /** A patch shows a thing if the thing covers at least this share of it. */
  private static final float SHOWN = 0.1f;

  private static final float NAME_SHARE = 0.7f;

  /** Without targets for patches: what a picture shows is known from its caption only. */
  static TrainingBatch ofCaptions(List<Example> examples, Vocabulary vocabulary) {
    Batch batch = Example.batch(examples, vocabulary);
    float[] weights = new float[batch.size() * batch.length()];
    for (int i = 0; i < examples.size(); i++) {
      List<Word> words = examples.get(i).caption().words();
      for (int t = 0; t <= words.size(); t++) {
        weights[i * batch.length() + t] =
            t == words.size() ? weight(Word.Kind.FUNCTION) : weight(words.get(t).kind());
      }
    }
    normalize(weights);
    return new TrainingBatch(batch, weights, new float[0]);
  }

  static TrainingBatch of(List<Example> examples, Vocabulary vocabulary, SceneRenderer renderer) {
    TrainingBatch captions = ofCaptions(examples, vocabulary);
    if (!captions.batch().hasPictures()) {
      return captions;
    }
    float[] targets = new float[examples.size() * Scene.PATCHES * vocabulary.size()];
    for (int i = 0; i < examples.size(); i++) {
      mark(examples.get(i).scene(), i * Scene.PATCHES, targets, vocabulary, renderer);
    }
    normalize(targets);
    return new TrainingBatch(captions.batch(), captions.tokenWeights(), targets);
  }

  /** Words that the picture decides count more, relations most: they are the hardest. */
  private static float weight(Word.Kind kind) {
    return switch (kind) {
      case FUNCTION, COUNT -> 0.5f;
      case SIZE, COLOR, NAME -> 1;
      case RELATION -> 2;
    };
  }

  private static void mark(
      Scene scene, int firstPatch, float[] targets, Vocabulary vocabulary, SceneRenderer renderer) {
    float[][] coverage = renderer.coverage(scene);
    for (int e = 0; e < coverage.length; e++) {
      Entity entity = scene.entities().get(e);
      for (int p = 0; p < Scene.PATCHES; p++) {
        if (coverage[e][p] > SHOWN) {
          int row = (firstPatch + p) * vocabulary.size();
          targets[row + vocabulary.id(entity.concept().word())] += NAME_SHARE;
          targets[row + vocabulary.id(entity.color().word())] += 1 - NAME_SHARE;
        }
      }
    }
  }

  private static void normalize(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
  }
}

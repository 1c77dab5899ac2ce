package org.saev.examples.pictograms.training;

import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Captioner;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

/**
 * A scene with its picture and its caption.
 *
 * @param scene the content
 * @param picture how it looks, or null for a caption alone
 * @param caption what is said about it
 */
public record Example(Scene scene, Picture picture, Caption caption) {
  /**
   * Draws and describes a scene.
   *
   * @param scene the scene
   * @param renderer draws it
   * @return the example
   */
  public static Example of(Scene scene, SceneRenderer renderer) {
    return new Example(scene, renderer.render(scene), Captioner.describe(scene));
  }

  /**
   * The first examples of a split that have a given number of things.
   *
   * @param generator invents the scenes
   * @param renderer draws them
   * @param split which family
   * @param entities number of things in each scene, 1 to 3
   * @param count how many examples
   * @return the examples
   */
  public static List<Example> list(
      SceneGenerator generator, SceneRenderer renderer, Split split, int entities, int count) {
    List<Example> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      examples.add(of(generator.scene(split, i, entities), renderer));
    }
    return examples;
  }

  /**
   * Puts examples into one batch.
   *
   * @param examples the examples
   * @param vocabulary the tokenizer
   * @return the batch, with pictures if the examples have them
   */
  public static Batch batch(List<Example> examples, Vocabulary vocabulary) {
    return Batch.of(
        vocabulary,
        examples.get(0).picture() == null ? null : examples.stream().map(Example::picture).toList(),
        examples.stream().map(Example::caption).toList());
  }
}

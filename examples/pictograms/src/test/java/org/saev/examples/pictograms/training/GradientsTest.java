package org.saev.examples.pictograms.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

class GradientsTest {
  private static final Vocabulary VOCABULARY = new Vocabulary();
  private static final ModelConfig CONFIG = new ModelConfig(VOCABULARY.size(), 32, 2, 2, true);
  private static final Batch BATCH =
      Example.batch(
          Example.list(new SceneGenerator(1), new SceneRenderer(), Split.TRAIN, 2, 2), VOCABULARY);

  /** Whatever the backward pass reads must be held until then: a collection may come any time. */
  @Test
  void backward_afterGarbageWasCollected_givesTheSameBits() {
    List<String> names =
        List.of("embedding.weight", "layers.0.qkv.weight", "layers.1.qkv.weight", "stem.0.weight");
    List<float[]> undisturbed = gradients(names, () -> {});
    List<float[]> collected = gradients(names, GradientsTest::collectGarbage);
    for (int i = 0; i < names.size(); i++) {
      assertThat(collected.get(i)).as(names.get(i)).isEqualTo(undisturbed.get(i));
    }
  }

  private static List<float[]> gradients(List<String> names, Runnable beforeBackward) {
    try (var model = VisionLanguageModel.random(CONFIG, 3);
        NDManager scope = model.manager().newSubManager();
        Gradients gradients = new Gradients()) {
      model.trainable().values().forEach(parameter -> parameter.setRequiresGradient(true));
      NDArray[] residuals = model.residuals(scope, BATCH, true);
      NDArray last = residuals[residuals.length - 1];
      NDArray loss = model.transformer().logits(last, BATCH.length()).square().sum();
      beforeBackward.run();
      gradients.backward(loss);
      return names.stream().map(name -> gradient(model, name)).toList();
    }
  }

  private static float[] gradient(VisionLanguageModel model, String name) {
    try (NDArray gradient =
        model.trainable().entrySet().stream()
            .filter(parameter -> parameter.getKey().endsWith(name))
            .findFirst()
            .orElseThrow()
            .getValue()
            .getGradient()) {
      return gradient.toFloatArray();
    }
  }

  /** Returns when memory outside the heap whose owners are gone has been given back. */
  private static void collectGarbage() {
    // One thread frees and enqueues: what is enqueued second comes after all that was freed first.
    for (int i = 0; i < 2; i++) {
      ReferenceQueue<Object> queue = new ReferenceQueue<>();
      WeakReference<Object> gone = new WeakReference<>(new Object(), queue);
      System.gc();
      try {
        assertThat(queue.remove(60_000)).isSameAs(gone);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}

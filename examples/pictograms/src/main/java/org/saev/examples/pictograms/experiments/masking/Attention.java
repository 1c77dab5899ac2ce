package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.training.Example;

/** How much a caption looks at each patch, averaged over its tokens, all heads and all layers. */
final class Attention {

  private static final int BATCH = 64;

  private Attention() {}

  /**
   * Reads pairs.
   *
   * @return one array [{@value Scene#PATCHES}] a pair
   */
  static List<double[]> of(VisionLanguageModel model, List<Example> examples) {
    Inference inference = new Inference(model);
    Vocabulary vocabulary = new Vocabulary();
    List<double[]> attention = new ArrayList<>(examples.size());
    for (int from = 0; from < examples.size(); from += BATCH) {
      List<Example> part = examples.subList(from, Math.min(from + BATCH, examples.size()));
      Batch batch = Example.batch(part, vocabulary);
      part.forEach(example -> attention.add(new double[Scene.PATCHES]));
      for (int layer = 1; layer <= model.config().layers(); layer++) {
        float[] all = inference.attentionToPatches(batch, layer);
        for (int i = 0; i < part.size(); i++) {
          // <begin> and the words; what fills the batch up looks, too.
          int tokens = part.get(i).caption().words().size() + 1;
          double[] sum = attention.get(from + i);
          for (int t = 0; t < tokens; t++) {
            int row = (i * batch.length() + t) * Scene.PATCHES;
            for (int patch = 0; patch < Scene.PATCHES; patch++) {
              sum[patch] += all[row + patch] / tokens / model.config().layers();
            }
          }
        }
      }
    }
    return attention;
  }
}

package org.saev.method.evaluation;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.saev.activations.Example;

/**
 * A language model whose inner activations at one layer can be replaced: activations in, loss out.
 * Called from one thread.
 */
@FunctionalInterface
public interface HookedModel {

  /**
   * Runs the model on an example with other activations at the hooked layer.
   *
   * @param example which input it is
   * @param activations [tokens, width], row-major: what the layer gives instead of its own; equal
   *     to the example's own where the model is to run untouched
   * @return one loss a token of the example, image tokens and padding included: {@code -log p(token
   *     | those before it)}, natural logarithm; NaN for tokens that nothing predicts, such as the
   *     first. Losses of image tokens, newlines and padding are ignored, whatever they are
   */
  float[] losses(Example example, FloatBuffer activations);

  /**
   * Runs the model on several examples; override where it is faster in batches.
   *
   * @param examples which inputs
   * @param activations of each
   * @return the losses of each
   */
  default List<float[]> losses(List<Example> examples, List<FloatBuffer> activations) {
    List<float[]> losses = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      losses.add(losses(examples.get(i), activations.get(i)));
    }
    return losses;
  }
}

package org.saev.examples.pictograms.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.scene.Scene;

/**
 * Runs a model and looks inside, in plain arrays.
 *
 * <p>Layer 0 is the residual stream before the first layer, layer l the stream after l layers. The
 * tokens of a pair are its image patches in row-major order, if there is a picture, then the
 * caption's tokens from {@code <begin>} on. Losses and logits at caption position t are about the
 * token at t + 1; losses of padding are 0. All arrays are row-major.
 */
public final class Inference {
  private final VisionLanguageModel model;

  /**
   * What went through the model.
   *
   * @param residual the residual stream after the layer, [pairs, tokens, width]
   * @param losses next-token cross-entropy in nats, [pairs, length]
   */
  public record Capture(float[] residual, float[] losses) {}

  /**
   * Looks into a model.
   *
   * @param model the model, which must stay open
   */
  public Inference(VisionLanguageModel model) {
    this.model = model;
  }

  /**
   * Number of tokens of each pair in the residual stream.
   *
   * @param batch a batch
   * @return patches, if there are pictures, and caption tokens
   */
  public static int tokens(Batch batch) {
    return imageTokens(batch) + batch.length();
  }

  /**
   * Number of image tokens of each pair, which come first.
   *
   * @param batch a batch
   * @return {@value Scene#PATCHES} or 0
   */
  public static int imageTokens(Batch batch) {
    return batch.hasPictures() ? Scene.PATCHES : 0;
  }

  /**
   * The residual stream after a layer, and the losses.
   *
   * @param batch the pairs
   * @param layer from 0 to the number of layers
   * @return both
   */
  public Capture capture(Batch batch, int layer) {
    checkLayer(layer, model.config().layers());
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray[] residuals = model.residuals(scope, batch);
      return new Capture(residuals[layer].toFloatArray(), losses(scope, batch, last(residuals)));
    }
  }

  /**
   * The residual stream at every layer.
   *
   * @param batch the pairs
   * @return layers + 1 arrays [pairs, tokens, width]
   */
  public List<float[]> captureAll(Batch batch) {
    try (NDManager scope = model.manager().newSubManager()) {
      List<float[]> captured = new ArrayList<>();
      for (NDArray residual : model.residuals(scope, batch)) {
        captured.add(residual.toFloatArray());
      }
      return captured;
    }
  }

  /**
   * The losses of a batch.
   *
   * @param batch the pairs
   * @return next-token cross-entropy in nats, [pairs, length]
   */
  public float[] losses(Batch batch) {
    try (NDManager scope = model.manager().newSubManager()) {
      return losses(scope, batch, last(model.residuals(scope, batch)));
    }
  }

  /**
   * The losses when the residual stream after a layer is something else, as when a sparse
   * autoencoder's reconstruction takes its place.
   *
   * @param batch the pairs
   * @param layer from 0 to the number of layers
   * @param residual what to go on with, [pairs, tokens, width]
   * @return next-token cross-entropy in nats, [pairs, length]
   */
  public float[] lossesReplacing(Batch batch, int layer, float[] residual) {
    checkLayer(layer, model.config().layers());
    int expected = batch.size() * tokens(batch) * model.config().width();
    if (residual.length != expected) {
      throw new IllegalArgumentException(
          "the residual stream must have %d x %d x %d = %d values, but had %d"
              .formatted(
                  batch.size(), tokens(batch), model.config().width(), expected, residual.length));
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray stream =
          scope.create(residual, new Shape(batch.size(), tokens(batch), model.config().width()));
      return losses(scope, batch, last(model.continueFrom(scope, batch, layer, stream)));
    }
  }

  /**
   * The logits of a batch.
   *
   * @param batch the pairs
   * @return [pairs, length, vocabulary]
   */
  public float[] logits(Batch batch) {
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray[] residuals = model.residuals(scope, batch);
      return model.transformer().logits(last(residuals), batch.length()).toFloatArray();
    }
  }

  /**
   * How much caption tokens look at patches.
   *
   * @param batch pairs with pictures
   * @param layer the layer that looks, from 1 to the number of layers
   * @return attention averaged over heads, [pairs, length, patches]; a row sums to at most 1
   */
  public float[] attentionToPatches(Batch batch, int layer) {
    checkLayer(layer - 1, model.config().layers() - 1);
    if (!batch.hasPictures()) {
      throw new IllegalArgumentException("attention to patches needs pictures");
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray[] residuals = model.residuals(scope, batch);
      NDArray mask = model.mask(scope, batch);
      NDArray attention = model.transformer().attention(layer - 1, residuals[layer - 1], mask);
      NDIndex captionToImage = new NDIndex(":," + Scene.PATCHES + ":,:" + Scene.PATCHES);
      return attention.mean(new int[] {1}).get(captionToImage).toFloatArray();
    }
  }

  private float[] losses(NDManager scope, Batch batch, NDArray residual) {
    Shape shape = new Shape(batch.size(), batch.length(), 1);
    NDArray targets = scope.create(batch.targets(), shape);
    float[] logs =
        model
            .transformer()
            .logits(residual, batch.length())
            .logSoftmax(-1)
            .gather(targets, 2)
            .toFloatArray();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = batch.targets()[i] == Vocabulary.PAD ? 0 : -logs[i];
    }
    return logs;
  }

  private static NDArray last(NDArray[] residuals) {
    return residuals[residuals.length - 1];
  }

  private static void checkLayer(int layer, int layers) {
    if (layer < 0 || layer > layers) {
      throw new IllegalArgumentException("the model has no layer " + layer + " of " + layers);
    }
  }
}

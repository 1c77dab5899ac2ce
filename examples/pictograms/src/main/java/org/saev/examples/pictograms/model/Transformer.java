package org.saev.examples.pictograms.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import org.saev.examples.pictograms.scene.Scene;

/**
 * The mathematics of the model, on arrays.
 *
 * <p>One pre-norm transformer runs over [image patches ; caption tokens]. Patches see each other,
 * caption tokens see all patches and the caption so far. Word embeddings are shared by the input,
 * the output and the reading of image tokens as words, so that both modalities are drawn to the
 * same directions.
 *
 * <p>Results belong to the manager of the first operand, so activations always come first and
 * parameters second.
 */
public final class Transformer {
  private static final float EPSILON = 1e-5f;
  private static final float BATCH_NORM_MOMENTUM = 0.9f;
  private static final float MASKED = -1e9f;

  private final ModelConfig config;
  private final Weights weights;

  Transformer(ModelConfig config, Weights weights) {
    this.config = config;
    this.weights = weights;
  }

  /** The residual stream before the first layer, [pairs, tokens, width]. */
  NDArray embed(NDManager manager, Batch batch, boolean training) {
    NDArray ids = manager.create(batch.inputs(), new Shape(batch.size(), batch.length()));
    NDArray words =
        scaled(
            Embedding.embedding(ids, weights.get("embedding.weight"), SparseFormat.DENSE)
                .singletonOrThrow(),
            Math.sqrt(config.width()));
    NDArray positions = weights.get("position.weight");
    words = words.add(positions.get(manager, new NDIndex(":" + batch.length())));
    return batch.hasPictures() ? patches(manager, batch, training).concat(words, 1) : words;
  }

  private NDArray patches(NDManager manager, Batch batch, boolean training) {
    Shape shape = new Shape(batch.size(), 3, Scene.PIXELS, Scene.PIXELS);
    NDArray x = manager.create(batch.pictures(), shape);
    int convolutions = Weights.STEM_CHANNELS.length;
    Shape one = new Shape(1, 1);
    Shape two = new Shape(2, 2);
    for (int i = 0; i < convolutions; i++) {
      boolean last = i == convolutions - 1;
      String name = Weights.VISION + "stem." + i;
      NDArray kernel = weights.get(name + ".weight");
      NDArray bias = weights.get(name + ".bias");
      x = Conv2d.conv2d(x, kernel, bias, last ? one : two, one, one, 1).singletonOrThrow();
      x = last ? x : Activation.relu(batchNorm(x, name + ".norm", training));
    }
    x = norm(x.transpose(0, 2, 3, 1), Weights.VISION + "stem_norm");
    return x.add(weights.get(Weights.VISION + "row_position.weight"))
        .add(weights.get(Weights.VISION + "column_position.weight"))
        .reshape(batch.size(), Scene.PATCHES, config.width());
  }

  /** The attention mask to add to the scores, [tokens, tokens]: 0 where a token may look. */
  NDArray mask(NDManager manager, int imageTokens, int tokens) {
    float[] mask = new float[tokens * tokens];
    for (int from = 0; from < tokens; from++) {
      for (int to = Math.max(from + 1, imageTokens); to < tokens; to++) {
        mask[from * tokens + to] = MASKED;
      }
    }
    return manager.create(mask, new Shape(tokens, tokens));
  }

  /** One layer: the residual stream after it, [pairs, tokens, width]. */
  NDArray layer(int layer, NDArray residual, NDArray mask) {
    String prefix = "layers." + layer + ".";
    NDArray[] qkv = queriesKeysValues(prefix, residual);
    NDArray mixed = attention(qkv, mask).matMul(qkv[2]).transpose(0, 2, 1, 3);
    NDArray attended = linear(mixed.reshape(residual.getShape()), prefix + "attention_out");
    NDArray middle = residual.add(attended);
    NDArray hidden = Activation.gelu(linear(norm(middle, prefix + "mlp_norm"), prefix + "mlp_in"));
    return middle.add(linear(hidden, prefix + "mlp_out"));
  }

  /** What a layer's tokens look at, [pairs, heads, tokens, tokens]; rows sum to 1. */
  NDArray attention(int layer, NDArray residual, NDArray mask) {
    return attention(queriesKeysValues("layers." + layer + ".", residual), mask);
  }

  private NDArray attention(NDArray[] qkv, NDArray mask) {
    double scale = 1 / Math.sqrt((double) config.width() / config.heads());
    NDArray keys = qkv[1].transpose(0, 1, 3, 2);
    return scaled(qkv[0], scale).matMul(keys).add(mask).softmax(-1);
  }

  private NDArray[] queriesKeysValues(String prefix, NDArray residual) {
    long pairs = residual.getShape().get(0);
    long tokens = residual.getShape().get(1);
    NDArray qkv =
        linear(norm(residual, prefix + "attention_norm"), prefix + "qkv")
            .reshape(pairs, tokens, 3, config.heads(), config.width() / config.heads())
            .transpose(2, 0, 3, 1, 4);
    return new NDArray[] {qkv.get(0), qkv.get(1), qkv.get(2)};
  }

  /** Next-token logits of the caption tokens, [pairs, length, vocabulary]. */
  public NDArray logits(NDArray residual, int length) {
    long tokens = residual.getShape().get(1);
    NDArray caption = residual.get(new NDIndex(":," + (tokens - length) + ":"));
    return words(norm(caption, "final_norm"));
  }

  /** Image tokens read as words, logits [pairs, patches, vocabulary]. */
  public NDArray readPatches(NDArray residual) {
    NDArray image = residual.get(new NDIndex(":,:" + Scene.PATCHES));
    image = image.reshape(-1, config.width());
    int[] rows = {0};
    NDArray centered = image.sub(image.mean(rows, true));
    NDArray deviation = centered.square().mean(rows, true).add(EPSILON).sqrt();
    return words(centered.div(deviation)).reshape(-1, Scene.PATCHES, config.vocabulary());
  }

  private NDArray batchNorm(NDArray x, String name, boolean training) {
    return BatchNorm.batchNorm(
            x,
            weights.get(name + Weights.RUNNING_MEAN),
            weights.get(name + Weights.RUNNING_VARIANCE),
            weights.get(name + ".weight"),
            weights.get(name + ".bias"),
            1,
            BATCH_NORM_MOMENTUM,
            EPSILON,
            training)
        .singletonOrThrow();
  }

  /**
   * Multiplies by a constant. {@link NDArray#mul(Number)} wraps the number in memory that is given
   * back at once, though the backward pass reads it: what it finds there later may be anything.
   */
  private static NDArray scaled(NDArray x, double factor) {
    return x.mul(x.getManager().full(new Shape(), (float) factor));
  }

  private NDArray words(NDArray x) {
    return Linear.linear(x, weights.get("embedding.weight")).singletonOrThrow();
  }

  private NDArray linear(NDArray x, String name) {
    return Linear.linear(x, weights.get(name + ".weight"), weights.get(name + ".bias"))
        .singletonOrThrow();
  }

  private NDArray norm(NDArray x, String name) {
    NDArray weight = weights.get(name + ".weight");
    NDArray bias = weights.get(name + ".bias");
    return LayerNorm.layerNorm(x, new Shape(config.width()), weight, bias, EPSILON)
        .singletonOrThrow();
  }
}

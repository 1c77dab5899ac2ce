package org.saev.examples.pictograms.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.saev.examples.pictograms.model.Safetensors.Tensor;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Scene;

/** The model's parameters by name, in a fixed order. */
final class Weights {
  /** Parameters with this prefix see pictures; the text-only stage doesn't have them. */
  static final String VISION = "vision.";

  /** Channels between the convolutions of the patch stem; strides are 2, 2, 2, 1. */
  static final int[] STEM_CHANNELS = {3, 32, 64, 96};

  private static final String RUNNING = ".running_";
  static final String RUNNING_MEAN = RUNNING + "mean";
  static final String RUNNING_VARIANCE = RUNNING + "variance";

  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final NDManager manager;
  private final Random random;

  private Weights(NDManager manager, long seed) {
    this.manager = manager;
    this.random = new Random(seed);
  }

  /** Fresh weights; the draw depends on the seed alone, not on the engine. */
  static Weights random(ModelConfig config, NDManager manager, long seed) {
    Weights weights = new Weights(manager, seed);
    int d = config.width();
    double unit = 1 / Math.sqrt(d);
    weights.normal("embedding.weight", unit, config.vocabulary(), d);
    weights.normal("position.weight", 0.1, Caption.MAX_WORDS + 1, d);
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "layers." + layer + ".";
      weights.norm(prefix + "attention_norm", d);
      weights.linear(prefix + "qkv", 0.8 * unit, 3L * d, d);
      weights.linear(prefix + "attention_out", 0.5 * unit, d, d);
      weights.norm(prefix + "mlp_norm", d);
      weights.linear(prefix + "mlp_in", unit, 4L * d, d);
      weights.linear(prefix + "mlp_out", 0.35 * unit, d, 4L * d);
    }
    weights.norm("final_norm", d);
    if (config.vision()) {
      weights.addVision(d);
    }
    return weights;
  }

  private void addVision(int d) {
    for (int i = 1; i < STEM_CHANNELS.length; i++) {
      String name = VISION + "stem." + (i - 1) + ".norm";
      norm(name, STEM_CHANNELS[i]);
      constant(name + RUNNING_MEAN, 0, STEM_CHANNELS[i]);
      constant(name + RUNNING_VARIANCE, 1, STEM_CHANNELS[i]);
    }
    for (int i = 0; i < STEM_CHANNELS.length; i++) {
      int in = STEM_CHANNELS[i];
      int out = i + 1 < STEM_CHANNELS.length ? STEM_CHANNELS[i + 1] : d;
      linear(VISION + "stem." + i, Math.sqrt(2.0 / (9 * in)), out, in, 3, 3);
    }
    norm(VISION + "stem_norm", d);
    normal(VISION + "row_position.weight", 0.3, Scene.GRID, 1, d);
    normal(VISION + "column_position.weight", 0.3, Scene.GRID, d);
  }

  NDArray get(String name) {
    return arrays.get(name);
  }

  /** All but the running statistics, which aren't learned by gradients. */
  Map<String, NDArray> trainable() {
    Map<String, NDArray> trainable = new LinkedHashMap<>(arrays);
    trainable.keySet().removeIf(name -> name.contains(RUNNING));
    return trainable;
  }

  /** Copies of all values. */
  Map<String, Tensor> values() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) ->
            values.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    return values;
  }

  /** Takes over values, which must be there for every parameter and for nothing else. */
  void set(Map<String, Tensor> values, Path origin) throws IOException {
    if (!values.keySet().equals(arrays.keySet())) {
      Set<String> unmatched = new TreeSet<>(values.keySet());
      unmatched.removeAll(arrays.keySet());
      Set<String> missing = new TreeSet<>(arrays.keySet());
      missing.removeAll(values.keySet());
      throw new IOException(
          origin + " holds another model: lacks " + missing + ", has unknown " + unmatched);
    }
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      Tensor value = values.get(entry.getKey());
      Shape shape = entry.getValue().getShape();
      if (!shape.equals(new Shape(value.shape()))) {
        throw new IOException(
            "%s: %s must have shape %s, but had %s"
                .formatted(origin, entry.getKey(), shape, new Shape(value.shape())));
      }
      entry.getValue().set(value.values());
    }
  }

  /** Takes over the values of all parameters that the other model has too. */
  void copy(Weights other) {
    other.arrays.forEach(
        (name, array) -> {
          NDArray own = arrays.get(name);
          if (own != null) {
            own.set(array.toFloatArray());
          }
        });
  }

  private void linear(String name, double deviation, long... shape) {
    normal(name + ".weight", deviation, shape);
    constant(name + ".bias", 0, shape[0]);
  }

  private void norm(String name, long width) {
    constant(name + ".weight", 1, width);
    constant(name + ".bias", 0, width);
  }

  private void normal(String name, double deviation, long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    arrays.put(name, manager.create(values, new Shape(shape)));
  }

  private void constant(String name, float value, long length) {
    arrays.put(name, manager.full(new Shape(length), value));
  }
}

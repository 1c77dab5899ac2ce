package org.saev.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A block without parameters that stands in a DJL model where an activation is to be seen or
 * changed: the first array of its input goes through a function, the others pass. {@link
 * DjlActivationSource} finds it by its name.
 *
 * <pre>{@code
 * new SequentialBlock().add(embed).add(layer1).add(ActivationHook.reconstruct("resid", sae)).add(layer2);
 * }</pre>
 */
public final class ActivationHook extends AbstractBlock {

  private final String name;
  private volatile UnaryOperator<NDArray> action;

  private ActivationHook(String name, UnaryOperator<NDArray> action) {
    this.name = Objects.requireNonNull(name, "name");
    this.action = Objects.requireNonNull(action, "action");
  }

  /**
   * A hook that lets everything pass, until it is given something to do by {@link #does}.
   *
   * @param name of the place in the model
   * @return a new block
   */
  public static ActivationHook named(String name) {
    return new ActivationHook(name, x -> x);
  }

  /**
   * A hook that replaces activations by their reconstruction: what the model does then shows what
   * the autoencoder has lost.
   *
   * @param name of the place in the model
   * @param sae of the same width, on the model's device
   * @return a new block
   */
  public static ActivationHook reconstruct(String name, DjlSae sae) {
    return new ActivationHook(name, sae::reconstruct);
  }

  /**
   * A hook that adds a vector to every token, such as a decoder row.
   *
   * @param name of the place in the model
   * @param direction [width]
   * @param strength what the direction is multiplied by
   * @return a new block
   */
  public static ActivationHook steer(String name, float[] direction, float strength) {
    float[] added = direction.clone();
    for (int c = 0; c < added.length; c++) {
      added[c] *= strength;
    }
    return new ActivationHook(name, x -> x.add(vector(added, x)));
  }

  private static NDArray vector(float[] values, NDArray x) {
    Shape shape = x.getShape();
    if (shape.get(shape.dimension() - 1) != values.length) {
      throw new IllegalArgumentException(
          "a direction of width " + values.length + " can't be added to activations of " + shape);
    }
    return x.getManager().create(values).toType(x.getDataType(), false);
  }

  /**
   * Returns the name of the place.
   *
   * @return as given
   */
  public String name() {
    return name;
  }

  /**
   * Changes what the hook does, from the next call on.
   *
   * @param function from an activation to what takes its place; may return it unchanged
   * @return this hook
   */
  public ActivationHook does(UnaryOperator<NDArray> function) {
    action = Objects.requireNonNull(function, "function");
    return this;
  }

  /**
   * Returns what the hook does.
   *
   * @return the function
   */
  public UnaryOperator<NDArray> action() {
    return action;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList outputs = new NDList(inputs);
    outputs.set(0, action.apply(inputs.head()));
    return outputs;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}

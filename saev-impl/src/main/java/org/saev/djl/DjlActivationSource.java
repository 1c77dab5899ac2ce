package org.saev.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.SourceIdentity;

/**
 * Runs a DJL model over inputs and captures a layer. Every pass runs the model again: write the
 * source to a store where more than one is needed.
 *
 * <p>The layer is named in one of three ways, looked for in this order: an {@link ActivationHook}
 * anywhere in the model; a child of a {@code SequentialBlock}, by the names that {@link
 * Block#getChildren} gives, {@code "02SequentialBlock/01Linear"} for a nested one, of which no more
 * than that is run; an output array of the model by its name, such as a TorchScript model that
 * returns its hidden states in a dictionary.
 */
public final class DjlActivationSource implements ActivationSource {

  private final LayerCapture capture;
  private final NDManager manager;
  private final List<ModelInput> inputs;
  private final SourceIdentity identity;
  private final int width;

  /**
   * Makes a source, and runs the first input to see what the layer gives.
   *
   * @param model an initialised block; left open
   * @param manager of the model's device; left open
   * @param layer the layer's name
   * @param inputs at least one
   */
  public DjlActivationSource(
      Block model, NDManager manager, String layer, List<ModelInput> inputs) {
    this.manager = Objects.requireNonNull(manager, "manager");
    this.inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("there are no inputs to run the model on");
    }
    capture = new LayerCapture(model, layer);
    identity = new SourceIdentity(model.getClass().getSimpleName(), layer, "");
    width = example(this.inputs.get(0)).width();
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

  @Override
  public Stream<Example> examplesFrom(long first) {
    return inputs.stream().skip(first).map(this::example);
  }

  @Override
  public OptionalLong exampleCount() {
    return OptionalLong.of(inputs.size());
  }

  @Override
  public OptionalLong tokenCount() {
    return OptionalLong.of(inputs.stream().mapToLong(input -> input.tokens().size()).sum());
  }

  @Override
  public SourceIdentity identity() {
    return identity;
  }

  private Example example(ModelInput input) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray captured = capture.run(scope, input.arrays().apply(scope));
      requireRows(input, captured.getShape());
      float[] rows = captured.toType(DataType.FLOAT32, false).toFloatArray();
      return Example.of(input.id(), input.tokens(), FloatBuffer.wrap(rows));
    }
  }

  /** [tokens, width], behind any number of ones. */
  private static void requireRows(ModelInput input, Shape shape) {
    int dimensions = shape.dimension();
    long rows = dimensions < 2 ? 0 : shape.slice(0, dimensions - 1).size();
    if (rows != input.tokens().size() || shape.get(dimensions - 2) != rows) {
      throw new SaevException(
          "input '"
              + input.id()
              + "' has "
              + input.tokens().size()
              + " tokens, but the layer gave "
              + shape
              + "; it must give [tokens, width] or [1, tokens, width]");
    }
  }
}

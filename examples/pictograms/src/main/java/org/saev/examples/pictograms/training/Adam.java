package org.saev.examples.pictograms.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.saev.examples.pictograms.model.Safetensors.Tensor;

/**
 * Adam with decoupled weight decay on matrices and clipping by the global norm of the gradient.
 *
 * <p>Parameters that the loss doesn't touch must not be given to it.
 */
final class Adam {
  static final String MEAN = "adam.mean.";
  static final String VARIANCE = "adam.variance.";

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.98f;
  private static final float EPSILON = 1e-8f;
  private static final float WEIGHT_DECAY = 0.01f;
  private static final float MAX_NORM = 1;

  /** The engine clips every value to this range, and to nothing at 0; negative switches it off. */
  private static final float NO_CLIPPING = -1;

  private record State(NDArray parameter, NDArray mean, NDArray variance) {}

  private final Map<String, State> states = new LinkedHashMap<>();
  private int steps;

  Adam(Map<String, NDArray> parameters, NDManager manager) {
    parameters.forEach(
        (name, parameter) -> {
          parameter.setRequiresGradient(true);
          NDArray mean = manager.zeros(parameter.getShape());
          states.put(name, new State(parameter, mean, manager.zeros(parameter.getShape())));
        });
  }

  /**
   * One update from the gradients that the parameters hold, which are then set to zero.
   *
   * @return the norm of the whole gradient before clipping
   * @throws ArithmeticException if it isn't finite; the parameters are as before
   */
  double update(float learningRate, NDManager scope) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    NDArray squares = scope.create(0f);
    for (Map.Entry<String, State> entry : states.entrySet()) {
      NDArray gradient = entry.getValue().parameter().getGradient();
      gradient.attach(scope);
      gradients.put(entry.getKey(), gradient);
      squares.addi(gradient.square().sum());
    }
    double norm = Math.sqrt(squares.getFloat());
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "the gradient isn't finite (norm " + norm + "): lower the learning rate");
    }
    steps++;
    double correction = Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    float corrected = (float) (learningRate * correction);
    float rescale = norm > MAX_NORM ? (float) (MAX_NORM / norm) : 1;
    states.forEach(
        (name, state) -> {
          NDArray gradient = gradients.get(name);
          boolean matrix = state.parameter().getShape().dimension() > 1;
          state
              .parameter()
              .getNDArrayInternal()
              .adamUpdate(
                  new NDList(state.parameter(), gradient, state.mean(), state.variance()),
                  new NDList(state.parameter()),
                  learningRate,
                  corrected,
                  matrix ? WEIGHT_DECAY : 0,
                  rescale,
                  NO_CLIPPING,
                  BETA1,
                  BETA2,
                  EPSILON,
                  false,
                  true);
        });
    return norm;
  }

  /** Number of updates so far. */
  int steps() {
    return steps;
  }

  /** Copies of both moments of every parameter. */
  Map<String, Tensor> moments() {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    states.forEach(
        (name, state) -> {
          moments.put(MEAN + name, tensor(state.mean()));
          moments.put(VARIANCE + name, tensor(state.variance()));
        });
    return moments;
  }

  /** Goes on where another optimiser of the same parameters stopped. */
  void restore(Map<String, Tensor> moments, int updates) {
    states.forEach(
        (name, state) -> {
          state.mean().set(moments.get(MEAN + name).values());
          state.variance().set(moments.get(VARIANCE + name).values());
        });
    steps = updates;
  }

  private static Tensor tensor(NDArray array) {
    return new Tensor(array.getShape().getShape(), array.toFloatArray());
  }
}

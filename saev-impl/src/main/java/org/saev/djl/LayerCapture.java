package org.saev.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.saev.SaevException;

/** Runs a model as far as a named layer, and takes what it gives. */
final class LayerCapture {

  private final Block model;
  private final String layer;
  private final Optional<ActivationHook> hook;
  private final boolean isPath;

  LayerCapture(Block model, String layer) {
    this.model = model;
    this.layer = layer;
    hook = hookIn(model, layer);
    isPath = hook.isEmpty() && leads(model, layer);
  }

  private static Optional<ActivationHook> hookIn(Block block, String name) {
    if (block instanceof ActivationHook found && found.name().equals(name)) {
      return Optional.of(found);
    }
    return block.getChildren().stream()
        .flatMap(child -> hookIn(child.getValue(), name).stream())
        .findFirst();
  }

  private static boolean leads(Block block, String path) {
    for (Pair<String, Block> child : block.getChildren()) {
      String name = child.getKey();
      if (block instanceof SequentialBlock
          && (path.equals(name)
              || (path.startsWith(name + "/")
                  && leads(child.getValue(), path.substring(name.length() + 1))))) {
        return true;
      }
    }
    return false;
  }

  /** The array belongs to the scope. One run at a time where a hook is used. */
  NDArray run(NDManager scope, NDList inputs) {
    ParameterStore parameters = new ParameterStore(scope, false);
    if (hook.isPresent()) {
      return observed(hook.get(), parameters, inputs);
    }
    if (isPath) {
      return along(model, layer, parameters, inputs).head();
    }
    NDList outputs = model.forward(parameters, inputs, false);
    return outputs.stream()
        .filter(output -> layer.equals(output.getName()))
        .findFirst()
        .orElseThrow(() -> unknown(outputs));
  }

  private NDArray observed(ActivationHook place, ParameterStore parameters, NDList inputs) {
    synchronized (place) {
      UnaryOperator<NDArray> before = place.action();
      NDArray[] seen = new NDArray[1];
      place.does(
          x -> {
            seen[0] = x;
            return before.apply(x);
          });
      try {
        model.forward(parameters, inputs, false);
      } finally {
        place.does(before);
      }
      return seen[0];
    }
  }

  private static NDList along(Block block, String path, ParameterStore parameters, NDList inputs) {
    NDList arrays = inputs;
    for (Pair<String, Block> child : block.getChildren()) {
      String name = child.getKey();
      if (path.startsWith(name + "/")) {
        String rest = path.substring(name.length() + 1);
        return along(child.getValue(), rest, parameters, arrays);
      }
      arrays = child.getValue().forward(parameters, arrays, false);
      if (path.equals(name)) {
        return arrays;
      }
    }
    throw new IllegalStateException("no layer '" + path + "'"); // never: leads() has found it
  }

  private SaevException unknown(NDList outputs) {
    StringJoiner names = new StringJoiner(", ");
    model.getChildren().forEach(child -> names.add("'" + child.getKey() + "'"));
    outputs.forEach(output -> names.add("output '" + output.getName() + "'"));
    return new SaevException(
        "the model has no layer '"
            + layer
            + "'; it has "
            + names
            + "; where the layer is inside of another block, put an ActivationHook there");
  }
}

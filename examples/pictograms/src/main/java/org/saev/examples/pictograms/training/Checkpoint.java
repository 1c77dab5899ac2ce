package org.saev.examples.pictograms.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.saev.examples.pictograms.model.Safetensors;
import org.saev.examples.pictograms.model.Safetensors.Tensor;
import org.saev.examples.pictograms.model.VisionLanguageModel;

/** Everything that training needs to go on as if it hadn't stopped, in one file. */
final class Checkpoint {
  private static final String PLAN = "plan";
  private static final String STEPS = "steps";

  private final Path file;
  private final TrainingPlan plan;

  Checkpoint(Path file, TrainingPlan plan) {
    this.file = file;
    this.plan = plan;
  }

  void write(VisionLanguageModel model, Adam adam) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights());
    tensors.putAll(adam.moments());
    var notes = Map.of(PLAN, plan.toString(), STEPS, Integer.toString(adam.steps()));
    new Safetensors(tensors, notes).write(file);
  }

  /**
   * Restores model and optimiser, if there is a checkpoint.
   *
   * @throws IOException if it can't be read or is of another plan
   */
  void restore(VisionLanguageModel model, Adam adam) throws IOException {
    if (Files.notExists(file)) {
      return;
    }
    Safetensors stored = Safetensors.read(file);
    if (!plan.toString().equals(stored.metadata().get(PLAN))) {
      throw new IOException(
          "%s is of another training, delete it to start anew: expected %s, but found %s"
              .formatted(file, plan, stored.metadata().get(PLAN)));
    }
    Map<String, Tensor> weights = new LinkedHashMap<>(stored.tensors());
    Map<String, Tensor> moments = adam.moments();
    moments.replaceAll((name, fresh) -> weights.remove(name));
    model.setWeights(weights, file);
    adam.restore(moments, Integer.parseInt(stored.metadata().get(STEPS)));
  }
}

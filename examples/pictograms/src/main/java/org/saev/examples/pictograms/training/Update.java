package org.saev.examples.pictograms.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.IconColor;

/** Updates a model, one batch at a time, and holds the state of its optimiser. */
final class Update implements AutoCloseable {

  private final VisionLanguageModel model;
  private final NDManager state;
  private final Adam adam;
  private final int firstColor;
  private final int firstName;

  /**
   * What the losses were before an update.
   *
   * @param caption next-token cross-entropy, weighted by kinds of words, nats
   * @param grounding of patches in the middle of the model; empty without targets for patches
   */
  record Losses(double caption, OptionalDouble grounding) {}

  /** Updates all parameters. */
  Update(VisionLanguageModel model) {
    this(model, model.trainable());
  }

  /** Updates some parameters, all of which the loss must touch. */
  Update(VisionLanguageModel model, Map<String, NDArray> parameters) {
    this.model = model;
    this.state = model.manager().newSubManager();
    this.adam = new Adam(parameters, state);
    // The colours stand before the names.
    this.firstColor = new Vocabulary().id(IconColor.values()[0].word());
    this.firstName = firstColor + IconColor.values().length;
  }

  Adam adam() {
    return adam;
  }

  /**
   * One update.
   *
   * @throws ArithmeticException if the gradient isn't finite
   */
  Losses apply(TrainingBatch data, float learningRate) {
    return apply(data, learningRate, scope -> model.residuals(scope, data.batch(), true));
  }

  /**
   * One update of what is above a layer.
   *
   * @param stream after that layer, [pairs, tokens, width]
   * @throws ArithmeticException if the gradient isn't finite
   */
  Losses apply(TrainingBatch data, int layer, float[] stream, float learningRate) {
    Batch batch = data.batch();
    Shape shape = new Shape(batch.size(), Inference.tokens(batch), model.config().width());
    return apply(
        data,
        learningRate,
        scope -> model.continueFrom(scope, batch, layer, scope.create(stream, shape)));
  }

  private Losses apply(
      TrainingBatch data, float learningRate, Function<NDManager, NDArray[]> forward) {
    try (NDManager scope = model.manager().newSubManager()) {
      double caption;
      OptionalDouble grounding = OptionalDouble.empty();
      try (Gradients gradients = new Gradients()) {
        NDArray[] residuals = forward.apply(scope);
        NDArray loss = captionLoss(scope, data, residuals);
        caption = loss.getFloat();
        if (data.patchTargets().length > 0) {
          NDArray first = groundingLoss(scope, data, residuals[0]);
          NDArray middle = groundingLoss(scope, data, residuals[residuals.length / 2]);
          grounding = OptionalDouble.of(middle.getFloat());
          loss = loss.add(first).add(middle);
        }
        gradients.backward(loss);
      }
      adam.update(learningRate, scope);
      return new Losses(caption, grounding);
    }
  }

  private NDArray captionLoss(NDManager scope, TrainingBatch data, NDArray[] residuals) {
    Batch batch = data.batch();
    Shape shape = new Shape(batch.size(), batch.length(), 1);
    NDArray logits = model.transformer().logits(residuals[residuals.length - 1], batch.length());
    return logits
        .logSoftmax(-1)
        .gather(scope.create(batch.targets(), shape), 2)
        .mul(scope.create(data.tokenWeights(), shape))
        .sum()
        .neg();
  }

  /** Colours and names are told apart among themselves. */
  private NDArray groundingLoss(NDManager scope, TrainingBatch data, NDArray residual) {
    NDArray logits = model.transformer().readPatches(residual);
    NDArray targets = scope.create(data.patchTargets(), logits.getShape());
    NDIndex color = new NDIndex(":,:," + firstColor + ":" + firstName);
    NDIndex name = new NDIndex(":,:," + firstName + ":");
    NDArray colorFit = logits.get(color).logSoftmax(-1).mul(targets.get(color)).sum();
    NDArray nameFit = logits.get(name).logSoftmax(-1).mul(targets.get(name)).sum();
    return colorFit.add(nameFit).neg();
  }

  @Override
  public void close() {
    state.close();
  }
}

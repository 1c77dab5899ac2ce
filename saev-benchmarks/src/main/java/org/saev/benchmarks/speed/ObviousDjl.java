package org.saev.benchmarks.speed;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** What one writes with DJL today: the formulas as array operations, gradients by autograd. */
final class ObviousDjl extends DjlProgram {

  private final NDArray[] parameters;
  private final Optimizer optimizer =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) LEARNING_RATE)).build();

  ObviousDjl(Problem problem) {
    super(problem);
    parameters = new NDArray[] {encoder, encoderBias, decoder, decoderBias};
  }

  @Override
  double step(NDArray batch) {
    try (NDManager scope = manager.newSubManager()) {
      for (NDArray parameter : parameters) {
        parameter.setRequiresGradient(true);
        parameter.tempAttach(scope);
      }
      double result;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray x = batch.duplicate();
        x.attach(scope);
        NDArray loss = loss(scope, x);
        result = loss.getFloat();
        collector.backward(loss);
      }
      for (NDArray parameter : parameters) {
        NDArray gradient = parameter.getGradient();
        gradient.attach(scope);
        parameter.setRequiresGradient(false);
        if (parameter == decoder) {
          NDArray along = gradient.mul(decoder).sum(new int[] {1}, true);
          gradient.subi(decoder.mul(along));
        }
        optimizer.update(parameter.getUid(), parameter, gradient);
      }
      decoder.divi(decoder.norm(new int[] {1}, true));
      for (NDArray parameter : parameters) {
        parameter.attach(manager);
      }
      return result;
    }
  }

  private NDArray loss(NDManager scope, NDArray x) {
    NDArray variation = x.sub(x.mean(new int[] {0})).square().sum();
    NDArray pre = x.sub(decoderBias).matMul(encoder.transpose()).add(encoderBias);
    NDList topK = pre.topK(size.k(), 1, true, false);
    NDArray activations = Activation.relu(topK.get(0));
    NDArray codes =
        scope.zeros(new Shape(size.tokens(), size.latents())).scatter(topK.get(1), activations, 1);
    NDArray reconstruction = codes.matMul(decoder).add(decoderBias);
    return reconstruction.sub(x).square().sum().div(variation);
  }
}

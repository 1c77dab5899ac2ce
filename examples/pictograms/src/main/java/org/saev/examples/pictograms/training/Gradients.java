package org.saev.examples.pictograms.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records what is computed in this thread while it is open, for gradients of it.
 *
 * <p>DJL's own collector does the same, but there can be only one in a process at a time, so no two
 * trainings could run side by side. PyTorch records by threads.
 */
final class Gradients implements AutoCloseable {

  private final boolean recordedBefore = JniUtils.isGradMode();

  Gradients() {
    JniUtils.setGradMode(true);
  }

  /** Adds the gradient of a loss to that which the parameters hold. */
  void backward(NDArray loss) {
    try (NDArray one = loss.onesLike()) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
  }

  @Override
  public void close() {
    JniUtils.setGradMode(recordedBefore);
  }
}

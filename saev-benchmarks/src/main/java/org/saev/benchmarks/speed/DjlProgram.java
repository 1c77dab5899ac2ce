package org.saev.benchmarks.speed;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/** A training of the same autoencoder, written with DJL on PyTorch: its weights and batches. */
abstract class DjlProgram implements AutoCloseable {

  /** Learning rate of every program. */
  static final double LEARNING_RATE = 1e-5;

  final Size size;
  final NDManager manager;
  final NDArray encoder;
  final NDArray encoderBias;
  final NDArray decoder;
  final NDArray decoderBias;
  final NDArray[] batches;

  DjlProgram(Problem problem) {
    size = problem.size;
    manager = NDManager.newBaseManager(Device.cpu());
    Shape shape = new Shape(size.latents(), size.width());
    encoder = copy(problem.encoder, shape);
    decoder = copy(problem.encoder, shape);
    encoderBias = copy(problem.encoderBias, new Shape(size.latents()));
    decoderBias = copy(problem.decoderBias, new Shape(size.width()));
    batches = new NDArray[problem.batches.length];
    for (int b = 0; b < batches.length; b++) {
      batches[b] = copy(problem.batches[b], new Shape(size.tokens(), size.width()));
    }
  }

  /** Copies once; {@code create(float[])} would twice. */
  private NDArray copy(float[] values, Shape shape) {
    ByteBuffer buffer = manager.allocateDirect(Float.BYTES * values.length);
    buffer.asFloatBuffer().put(values);
    return manager.create(buffer, shape, DataType.FLOAT32);
  }

  /**
   * Takes one training step.
   *
   * @return the loss: fraction of variance unexplained
   */
  abstract double step(NDArray batch);

  @Override
  public void close() {
    manager.close();
  }
}

package org.saev.spi;

/** The state of a training on a device: weights, moments, counters. Used by one thread. */
public interface TrainingSession extends AutoCloseable {

  /**
   * Makes one optimiser step.
   *
   * @param batch [tokens, width], row-major; not changed
   * @param tokens rows of the batch that count
   * @param learningRate the rate of this step
   * @return figures of the batch, before the update
   */
  StepReport step(float[] batch, int tokens, double learningRate);

  /**
   * Returns the whole state, to be written to a checkpoint. The arrays may be the session's own:
   * they are read before the next step and not changed.
   *
   * @return arrays by name
   */
  SessionState state();

  /**
   * Takes the state of a checkpoint.
   *
   * @param state as {@link #state} gave it
   */
  void restore(SessionState state);

  /**
   * Returns the weights as they are now.
   *
   * @return the weights; may share the session's arrays, which must not be used for further steps
   *     then
   */
  SaeWeights weights();

  /** Frees the device's memory. */
  @Override
  default void close() {}
}

package org.saev.training;

import java.nio.file.Path;

/** Is told how a training goes, on the training thread: return soon. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Called after every step.
   *
   * @param progress how far the training has got
   */
  void onProgress(TrainingProgress progress);

  /**
   * Called when a checkpoint was written.
   *
   * @param folder where
   * @param step steps done
   */
  default void onCheckpoint(Path folder, int step) {}

  /**
   * Called when training goes on from a checkpoint.
   *
   * @param folder where it was found
   * @param step steps that were done already
   */
  default void onResume(Path folder, int step) {}
}

package org.saev.scoring;

/** Is told how a pass over a source goes, by one thread at a time: return soon. */
@FunctionalInterface
public interface PassListener {

  /**
   * Called after every batch of examples.
   *
   * @param progress how far the pass has got
   */
  void onProgress(PassProgress progress);
}

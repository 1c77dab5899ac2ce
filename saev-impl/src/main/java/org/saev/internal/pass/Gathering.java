package org.saev.internal.pass;

/**
 * What workers put their batches into.
 *
 * @param <A> the collector's container
 */
interface Gathering<A> {

  /**
   * Gives the container for a batch. May wait for earlier batches.
   *
   * @return null if the pass was stopped meanwhile
   */
  A begin(int worker, long batch);

  /** Takes the container back, filled. */
  void end(int worker, long batch, A container);

  /** Wakes workers that wait: no more batches will end. */
  void stop();

  /** All containers combined; called once, when all workers are done. */
  A result();
}

package org.saev;

/**
 * A switch that stops long work from any thread. The work saves what it has (where it was told a
 * place to save to) and ends with {@link CancelledException}. Interrupting the working thread does
 * the same.
 */
public final class Cancellation {

  private volatile boolean cancelled;

  /** A switch that is not thrown yet. */
  public Cancellation() {}

  /** Asks the work to stop at its next safe point. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Tells whether the work was asked to stop, or its thread interrupted. Keeps the interrupt flag.
   *
   * @return true if the caller should stop
   */
  public boolean isCancelled() {
    return cancelled || Thread.currentThread().isInterrupted();
  }
}

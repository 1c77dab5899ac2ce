package org.saev.internal.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * File operations that an interrupt must not cut off: Java closes a file channel under a thread
 * that is interrupted, so that the work of hours couldn't be saved when it is asked to stop.
 */
public final class Uninterruptibly {

  private Uninterruptibly() {}

  /**
   * Calls, and puts interrupts off until it returns.
   *
   * @param <T> what the call gives back
   * @param call begun again if an interrupt comes during it
   * @return the call's result
   * @throws IOException if the disk fails
   */
  public static <T> T call(Call<T> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.call();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Works on files. */
  public interface Call<T> {
    /**
     * Works on files.
     *
     * @return anything
     * @throws IOException if the disk fails
     */
    T call() throws IOException;
  }
}

package org.saev.examples.pictograms.experiments;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Makes several things at once, and takes each, when it is made, in the thread that asks. */
final class SideBySide {

  /** Takes what was made. */
  interface Taker<T> {
    /**
     * Takes one.
     *
     * @param place of its maker
     * @param made by it
     * @param seconds since the one before it was finished, or all began: so times add up
     */
    void take(int place, T made, double seconds) throws IOException;
  }

  private record Made<T>(int place, T value) {}

  private SideBySide() {}

  /**
   * Makes all. When one fails, no other is begun, and those that were are waited for: what they use
   * may be closed then.
   *
   * @param makers each is called once, in a thread of its own
   * @param atOnce how many at most are made at the same time
   * @param taker is given each, in the order in which they are finished
   */
  static <T> void run(List<Workplace.Maker<T>> makers, int atOnce, Taker<T> taker)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      CompletionService<Made<T>> made = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < makers.size(); i++) {
        int place = i;
        made.submit(() -> new Made<>(place, makers.get(place).make()));
      }
      long last = System.nanoTime();
      for (int i = 0; i < makers.size(); i++) {
        Made<T> next = made.take().get();
        long now = System.nanoTime();
        taker.take(next.place(), next.value(), (now - last) / 1e9);
        last = now;
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while parts were made", e);
    } finally {
      end(threads);
    }
  }

  private static IOException unwrapped(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException("can't make a part", cause);
  }

  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        // A training doesn't heed interrupts; it has an end.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

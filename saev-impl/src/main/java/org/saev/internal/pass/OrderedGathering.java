package org.saev.internal.pass;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * A container a batch, combined in the order of the source as soon as all earlier ones are there.
 */
final class OrderedGathering<A> implements Gathering<A> {

  /** Batches that may be done before the first that isn't: bounds the memory. */
  private static final int MOST_AHEAD = 64;

  private final Supplier<A> supplier;
  private final BinaryOperator<A> combiner;
  private final Map<Long, A> waiting = new HashMap<>();
  private A combined;
  private long next;
  private boolean stopped;

  OrderedGathering(Supplier<A> supplier, BinaryOperator<A> combiner) {
    this.supplier = supplier;
    this.combiner = combiner;
  }

  @Override
  public synchronized A begin(int worker, long batch) {
    boolean interrupted = false;
    while (batch - next >= MOST_AHEAD && !stopped) {
      try {
        wait();
      } catch (InterruptedException e) {
        // The interrupt is honoured where batches are fetched; this one has to be finished.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return stopped ? null : supplier.get();
  }

  @Override
  public synchronized void end(int worker, long batch, A container) {
    waiting.put(batch, container);
    for (A first = waiting.remove(next); first != null; first = waiting.remove(next)) {
      combined = combined == null ? first : combiner.apply(combined, first);
      next++;
    }
    notifyAll();
  }

  @Override
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  @Override
  public synchronized A result() {
    return combined == null ? supplier.get() : combined;
  }
}

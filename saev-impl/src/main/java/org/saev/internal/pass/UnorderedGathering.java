package org.saev.internal.pass;

import java.util.ArrayDeque;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * As few containers as workers, for collectors whose result doesn't depend on order or grouping.
 */
final class UnorderedGathering<A> implements Gathering<A> {

  private final Supplier<A> supplier;
  private final BinaryOperator<A> combiner;
  private final ArrayDeque<A> idle = new ArrayDeque<>();

  UnorderedGathering(Supplier<A> supplier, BinaryOperator<A> combiner) {
    this.supplier = supplier;
    this.combiner = combiner;
  }

  @Override
  public synchronized A begin(int worker, long batch) {
    A container = idle.poll();
    return container == null ? supplier.get() : container;
  }

  @Override
  public synchronized void end(int worker, long batch, A container) {
    idle.push(container);
  }

  @Override
  public void stop() {}

  @Override
  public synchronized A result() {
    return idle.stream().reduce(combiner).orElseGet(supplier);
  }
}

package org.saev.method;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.saev.scoring.EncodedExample;

/** Lends {@link ActiveLatents} to the threads that a scorer is called from. */
final class ActiveLatentsPool {

  private final double bound;
  private final ConcurrentLinkedQueue<Sized> idle = new ConcurrentLinkedQueue<>();

  ActiveLatentsPool(double bound) {
    this.bound = bound;
  }

  /** Calls a function with the sets of an example, which it must not hold on to. */
  <T> T with(EncodedExample example, Function<ActiveLatents, T> function) {
    int latents = example.codes().latents();
    Sized lent = idle.poll();
    if (lent == null || lent.latents != latents) {
      lent = new Sized(latents, new ActiveLatents(latents));
    }
    lent.sets.read(example, bound);
    T result = function.apply(lent.sets);
    idle.add(lent);
    return result;
  }

  private record Sized(int latents, ActiveLatents sets) {}
}

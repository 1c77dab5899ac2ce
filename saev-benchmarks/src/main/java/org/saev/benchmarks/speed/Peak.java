package org.saev.benchmarks.speed;

/** A loop of nothing but fused multiply-adds on registers. */
public interface Peak {

  /**
   * Runs the loop on the calling thread.
   *
   * @param rounds how often
   * @return a value that depends on all of it
   */
  float run(int rounds);

  /**
   * Returns the floating-point operations of {@link #run}.
   *
   * @param rounds how often
   */
  double flops(int rounds);

  /** Returns the loop for this machine. */
  static Peak create() {
    // By name: its class needs a module that the compiler of this one does not see.
    try {
      return Class.forName("org.saev.benchmarks.speed.vector.FmaPeak")
          .asSubclass(Peak.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Vector API can't be used: " + e, e);
    }
  }
}

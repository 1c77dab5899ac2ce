package org.saev.internal.training;

/**
 * SplitMix64 (Steele, Lea and Flood 2014), whose whole state is one number: it can be written to a
 * checkpoint, and gives the same numbers on every Java version.
 */
final class SplitMix {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  long state() {
    return state;
  }

  void setState(long value) {
    state = value;
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Uniform in 0..bound-1, by multiply-shift with rejection (Lemire 2019). */
  int nextInt(int bound) {
    while (true) {
      long product = (nextLong() >>> 32) * bound;
      long low = product & 0xffffffffL;
      if (low >= bound || low >= (0x100000000L - bound) % bound) {
        return (int) (product >>> 32);
      }
    }
  }
}

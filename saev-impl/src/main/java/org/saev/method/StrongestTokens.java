package org.saev.method;

/**
 * For each of some groups the tokens of largest activation, strongest first; of equal activations,
 * the token of lower hash comes first, so that the order of arrival never matters. An entry refers
 * to a row of a {@link RowPool}.
 */
final class StrongestTokens {

  private final int capacity;
  private final int[] counts;
  private final float[] activations;
  private final long[] hashes;
  private final int[] slots;
  private final RowPool pool;

  /**
   * @param groups how many lists
   * @param capacity tokens that a list holds at most
   */
  StrongestTokens(int groups, int capacity, RowPool pool) {
    int entries = Math.multiplyExact(groups, capacity);
    this.capacity = capacity;
    this.pool = pool;
    counts = new int[groups];
    activations = new float[entries];
    hashes = new long[entries];
    slots = new int[entries];
  }

  int groups() {
    return counts.length;
  }

  int capacity() {
    return capacity;
  }

  int count(int group) {
    return counts[group];
  }

  float activation(int group, int rank) {
    return activations[group * capacity + rank];
  }

  long hash(int group, int rank) {
    return hashes[group * capacity + rank];
  }

  int slot(int group, int rank) {
    return slots[group * capacity + rank];
  }

  /** Tells whether {@link #insert} would keep a token: most tokens fail here, after one compare. */
  boolean accepts(int group, float activation, long hash) {
    int count = counts[group];
    return count < capacity || before(activation, hash, group * capacity + count - 1);
  }

  /** Takes in a token that {@link #accepts} accepted. */
  void insert(int group, float activation, long hash, int slot) {
    int first = group * capacity;
    int count = counts[group];
    int at = position(activation, hash, first, first + count);
    pool.retain(slot);
    if (count == capacity) {
      pool.release(slots[first + count - 1]);
    } else {
      counts[group] = ++count;
    }
    int moved = first + count - 1 - at;
    System.arraycopy(activations, at, activations, at + 1, moved);
    System.arraycopy(hashes, at, hashes, at + 1, moved);
    System.arraycopy(slots, at, slots, at + 1, moved);
    activations[at] = activation;
    hashes[at] = hash;
    slots[at] = slot;
  }

  private int position(float activation, long hash, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before(activation, hash, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean before(float activation, long hash, int entry) {
    return activation > activations[entry]
        || (activation == activations[entry] && hash < hashes[entry]);
  }
}

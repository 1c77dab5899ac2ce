package org.saev.atlas;

import java.util.Arrays;

/**
 * Many lists of the items of largest value, strongest first; of equal values, the item of lower
 * hash comes first, so that neither the order of arrival nor merging matters.
 */
final class TopLists<T> {

  private final int capacity;
  private final int[] counts;
  private final float[] values;
  private final long[] hashes;
  private final Object[] items;

  /**
   * @param lists how many
   * @param capacity items that a list holds at most
   */
  TopLists(int lists, int capacity) {
    int places = Math.multiplyExact(lists, capacity);
    this.capacity = capacity;
    counts = new int[lists];
    values = new float[places];
    hashes = new long[places];
    items = new Object[places];
  }

  int lists() {
    return counts.length;
  }

  int count(int list) {
    return counts[list];
  }

  float value(int list, int rank) {
    return values[list * capacity + rank];
  }

  @SuppressWarnings("unchecked") // Only insert() writes to items.
  T item(int list, int rank) {
    return (T) items[list * capacity + rank];
  }

  /** Tells whether {@link #insert} would keep an item: most fail here, after one compare. */
  boolean accepts(int list, float value, long hash) {
    int count = counts[list];
    if (count < capacity) {
      return true;
    }
    return capacity > 0 && before(value, hash, list * capacity + count - 1);
  }

  /** Takes in an item that {@link #accepts} accepted. */
  void insert(int list, float value, long hash, T item) {
    int first = list * capacity;
    int end = first + counts[list];
    if (counts[list] == capacity) {
      end--;
    } else {
      counts[list]++;
    }
    int at = end;
    while (at > first && before(value, hash, at - 1)) {
      values[at] = values[at - 1];
      hashes[at] = hashes[at - 1];
      items[at] = items[at - 1];
      at--;
    }
    values[at] = value;
    hashes[at] = hash;
    items[at] = item;
  }

  void merge(TopLists<T> other) {
    for (int list = 0; list < other.lists(); list++) {
      for (int rank = 0; rank < other.counts[list]; rank++) {
        int place = list * capacity + rank;
        if (!accepts(list, other.values[place], other.hashes[place])) {
          break;
        }
        insert(list, other.values[place], other.hashes[place], other.item(list, rank));
      }
      // What wasn't taken over may go at once: both summaries needn't be whole at the same time.
      Arrays.fill(other.items, list * capacity, (list + 1) * capacity, null);
    }
  }

  private boolean before(float value, long hash, int place) {
    return value > values[place] || (value == values[place] && hash < hashes[place]);
  }
}

package org.saev.method;

import java.util.Arrays;

/**
 * Activation vectors that lists of tokens refer to. A token that many latents fire on is held once;
 * its place is used again as soon as no list refers to it.
 */
final class RowPool {

  private final int width;
  private float[][] rows = new float[64][];
  private boolean[] image = new boolean[64];
  private int[] references = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;

  RowPool(int width) {
    this.width = width;
  }

  int width() {
    return width;
  }

  /** Finds a place for a row, which nothing refers to yet; the caller fills {@link #row}. */
  int allocate(boolean isImage) {
    int slot = place();
    if (rows[slot] == null) {
      rows[slot] = new float[width];
    }
    image[slot] = isImage;
    return slot;
  }

  /** Takes over a row of another pool, which doesn't use it any more. */
  int adopt(float[] row, boolean isImage) {
    int slot = place();
    rows[slot] = row;
    image[slot] = isImage;
    return slot;
  }

  float[] row(int slot) {
    return rows[slot];
  }

  boolean isImage(int slot) {
    return image[slot];
  }

  void retain(int slot) {
    references[slot]++;
  }

  void release(int slot) {
    if (--references[slot] == 0) {
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, 2 * freeCount);
      }
      free[freeCount++] = slot;
    }
  }

  /** Places that were ever used: slots are below this. */
  int slots() {
    return used;
  }

  boolean isHeld(int slot) {
    return references[slot] > 0;
  }

  int held() {
    return used - freeCount;
  }

  private int place() {
    int slot = freeCount > 0 ? free[--freeCount] : used++;
    if (slot == rows.length) {
      grow(2 * slot);
    }
    return slot;
  }

  private void grow(int capacity) {
    rows = Arrays.copyOf(rows, capacity);
    image = Arrays.copyOf(image, capacity);
    references = Arrays.copyOf(references, capacity);
  }
}

package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Pre-activations and their latents as one number, of which the larger one wins: the higher value,
 * and of equal values the lower latent. Values must be positive; their bits then order as they do.
 */
final class Keys {
  private Keys() {}

  static long of(float value, int latent) {
    return (long) Float.floatToRawIntBits(value) << 32 | (~latent & 0xffffffffL);
  }

  static float value(long key) {
    return Float.intBitsToFloat((int) (key >>> 32));
  }

  static int latent(long key) {
    return ~(int) key;
  }

  /** Moves the {@code k} largest of {@code count} keys to the front, in no particular order. */
  static void select(long[] keys, int offset, int count, int k) {
    int low = offset;
    int high = offset + count - 1;
    int target = offset + k - 1;
    while (low < high) {
      long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (keys[i] > pivot) {
          i++;
        }
        while (keys[j] < pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = keys[i];
          keys[i++] = keys[j];
          keys[j--] = swapped;
        }
      }
      if (target <= j) {
        high = j;
      } else if (target >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  /** Sorts keys, the largest first. */
  static void sort(long[] keys, int offset, int count) {
    Arrays.sort(keys, offset, offset + count);
    for (int i = offset, j = offset + count - 1; i < j; i++, j--) {
      long swapped = keys[i];
      keys[i] = keys[j];
      keys[j] = swapped;
    }
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}

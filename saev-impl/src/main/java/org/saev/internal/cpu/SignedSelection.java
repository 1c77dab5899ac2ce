package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Keeps the k largest pre-activations of every token, whatever their sign; of equal ones the lower
 * latent's. Slower than {@link TopKSelection}: for few latents.
 */
final class SignedSelection implements Sweep.Sink {
  private final int k;
  private final int capacity;
  private Panels panels;
  private int segments;
  private int padded;
  private long[] keys = {};
  private int[] counts = {};

  SignedSelection(int k) {
    this.k = k;
    capacity = Math.max(2 * k, 64);
  }

  void begin(Panels panels, int segments) {
    this.panels = panels;
    this.segments = segments;
    padded = panels.count() * panels.panelTokens();
    int lists = Math.multiplyExact(segments, padded);
    if (counts.length < lists) {
      keys = new long[Sizes.elements("kept latents", lists, capacity)];
      counts = new int[lists];
    }
    Arrays.fill(counts, 0, lists, 0);
  }

  @Override
  public void accept(int worker, int segment, int panel, int first, int latents, float[] sums) {
    int base = segment * padded + panel * panels.panelTokens();
    int tokens = panels.tokensIn(panel);
    for (int r = 0; r < latents; r++) {
      for (int t = 0; t < tokens; t++) {
        push(base + t, key(sums[r * panels.panelTokens() + t], first + r));
      }
    }
  }

  private void push(int list, long key) {
    int from = list * capacity;
    if (counts[list] == capacity) {
      Keys.select(keys, from, capacity, k);
      counts[list] = k;
    }
    keys[from + counts[list]++] = key;
  }

  /** Writes what was kept, strongest first. */
  void take(TopKCodes codes) {
    for (int t = 0; t < panels.tokens(); t++) {
      int from = t * capacity;
      for (int segment = 1; segment < segments; segment++) {
        int list = segment * padded + t;
        for (int i = 0; i < counts[list]; i++) {
          push(t, keys[list * capacity + i]);
        }
      }
      Keys.sort(keys, from, counts[t]);
      int count = Math.min(k, counts[t]);
      codes.begin(t, count);
      for (int i = 0; i < count; i++) {
        codes.set(t, i, Keys.latent(keys[from + i]), value(keys[from + i]));
      }
    }
  }

  /** Orders all floats: {@link Keys#of} orders those above 0. */
  private static long key(float value, int latent) {
    return (long) flip(Float.floatToRawIntBits(value)) << 32 | (~latent & 0xffffffffL);
  }

  private static float value(long key) {
    return Float.intBitsToFloat(flip((int) (key >> 32)));
  }

  /** Makes integers that order as their floats do, and back. */
  private static int flip(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}

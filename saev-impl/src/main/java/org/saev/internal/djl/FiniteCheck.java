package org.saev.internal.djl;

/** Says which activation isn't finite, once the device has found that one isn't. */
final class FiniteCheck {

  private FiniteCheck() {}

  /**
   * Names the first activation that isn't finite.
   *
   * @param rows [tokens, width]
   * @param from the first token looked at
   */
  static void require(float[] rows, int from, int tokens, int width) {
    for (int i = from * width; i < (from + tokens) * width; i++) {
      if (!Float.isFinite(rows[i])) {
        throw new IllegalArgumentException(
            "activations must be finite, but token "
                + i / width
                + " has "
                + rows[i]
                + " in column "
                + i % width);
      }
    }
  }
}

package org.saev.benchmarks.speed;

import java.util.Arrays;
import java.util.Map;

/**
 * A problem.
 *
 * @param name how reports call it
 * @param tokens tokens of a batch
 * @param width width of the activations
 * @param latents number of latents
 * @param k latents kept a token
 */
record Size(String name, int tokens, int width, int latents, int k) {

  /** A state is two matrices, each with two moments. */
  private static final int MATRICES = 6;

  private static final Map<String, int[]> NAMED =
      Map.of(
          "A", new int[] {2048, 512, 8192, 32},
          "B", new int[] {2048, 1024, 32_768, 64},
          "C", new int[] {1024, 4096, 65_536, 64});

  /**
   * Reads a size.
   *
   * @param name A, B, C, or its four numbers as in {@code 2048x512x8192x32}
   */
  static Size of(String name) {
    int[] numbers = NAMED.get(name);
    if (numbers == null) {
      numbers = Arrays.stream(name.split("x")).mapToInt(Integer::parseInt).toArray();
    }
    return new Size(name, numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** Returns the floating-point operations of the product of activations and encoder. */
  double productFlops() {
    return 2.0 * tokens * width * latents;
  }

  /** Returns the bytes of weights and moments. */
  long stateBytes() {
    return MATRICES * (long) Float.BYTES * width * latents;
  }
}

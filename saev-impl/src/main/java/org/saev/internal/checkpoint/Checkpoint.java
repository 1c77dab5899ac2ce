package org.saev.internal.checkpoint;

import java.util.Map;

/**
 * The state of a training. Arrays are not copied.
 *
 * @param config what must be the same when the training goes on: configuration, data identity
 * @param counters single numbers, such as the step
 * @param floats weights, moments, tokens in the shuffle buffer
 * @param longs counters a latent, states of random generators
 */
public record Checkpoint(
    Map<String, String> config,
    Map<String, Long> counters,
    Map<String, float[]> floats,
    Map<String, long[]> longs) {

  /**
   * Copies the maps, not the arrays.
   *
   * @param config as above
   * @param counters as above
   * @param floats as above
   * @param longs as above
   */
  public Checkpoint {
    config = Map.copyOf(config);
    counters = Map.copyOf(counters);
    floats = Map.copyOf(floats);
    longs = Map.copyOf(longs);
  }
}

package org.saev.spi;

import java.util.Map;

/**
 * Arrays by name. Not copied.
 *
 * @param floats weights and moments
 * @param longs counters
 */
public record SessionState(Map<String, float[]> floats, Map<String, long[]> longs) {

  /**
   * Copies the maps, not the arrays.
   *
   * @param floats as above
   * @param longs as above
   */
  public SessionState {
    floats = Map.copyOf(floats);
    longs = Map.copyOf(longs);
  }
}

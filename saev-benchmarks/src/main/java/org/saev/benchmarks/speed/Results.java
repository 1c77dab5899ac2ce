package org.saev.benchmarks.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Everything that was measured, round by round. */
final class Results {

  /**
   * What was measured where.
   *
   * @param java feature release
   * @param size name of a size
   * @param work the work
   */
  record Key(int java, String size, Work work) {}

  private final Map<Key, List<Measured>> rounds = new LinkedHashMap<>();

  void add(Key key, Measured measured) {
    rounds.computeIfAbsent(key, any -> new ArrayList<>()).add(measured);
  }

  boolean has(Key key) {
    return rounds.containsKey(key);
  }

  Iterable<Key> keys() {
    return rounds.keySet();
  }

  /** Returns the median of a figure over the rounds; NaN if it was not measured. */
  double median(Key key, ToDoubleFunction<Measured> figure) {
    return Medians.of(rounds.getOrDefault(key, List.of()).stream().mapToDouble(figure).toArray());
  }

  /** Returns the median, over the rounds that both have, of the ratio of their times. */
  double ratio(Key what, Key versus) {
    List<Measured> above = rounds.getOrDefault(what, List.of());
    List<Measured> below = rounds.getOrDefault(versus, List.of());
    double[] ratios = new double[Math.min(above.size(), below.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = above.get(i).millis() / below.get(i).millis();
    }
    return Medians.of(ratios);
  }
}

package org.saev.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Score tables for tests. */
final class Tables {

  private Tables() {}

  /** One column, "s"; the ids are "0", "1", ... */
  static Scores of(double... scores) {
    return Scores.of(ids(scores.length), Map.of("s", scores));
  }

  static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  static double[] column(Double[] scores) {
    return Arrays.stream(scores).mapToDouble(Double::doubleValue).toArray();
  }
}

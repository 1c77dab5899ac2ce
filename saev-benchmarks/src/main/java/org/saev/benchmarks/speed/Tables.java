package org.saev.benchmarks.speed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Tables in Markdown. */
final class Tables {
  private Tables() {}

  /** Returns the table of ratios: one row a figure, one column a Java. */
  static String ofRatios(List<Ratio> ratios) {
    TreeSet<Integer> releases = new TreeSet<>();
    Map<String, Map<Integer, Double>> rows = new LinkedHashMap<>();
    for (Ratio ratio : ratios) {
      releases.add(ratio.java());
      rows.computeIfAbsent(
              "| %s | %s | %s |".formatted(ratio.size(), ratio.what(), ratio.versus()),
              any -> new LinkedHashMap<>())
          .put(ratio.java(), ratio.ratio());
    }
    StringBuilder table = new StringBuilder("| size | what | versus |");
    releases.forEach(java -> table.append(" Java ").append(java).append(" |"));
    table.append("\n|---|---|---|").append("---:|".repeat(releases.size())).append('\n');
    rows.forEach(
        (row, cells) -> {
          table.append(row);
          releases.forEach(java -> table.append(' ').append(number(cells.get(java))).append(" |"));
          table.append('\n');
        });
    return table.toString();
  }

  /** Returns the table of what was measured. */
  static String ofResults(Results results) {
    StringBuilder table =
        new StringBuilder("| Java | size | what | ms | allocated a call | peak memory |\n");
    table.append("|---:|---|---|---:|---:|---:|\n");
    for (Results.Key key : results.keys()) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %d | %s | %s | %s | %.1f KiB | %s |%n",
              key.java(),
              key.size(),
              key.work(),
              number(results.median(key, Measured::millis)),
              results.median(key, Measured::allocatedBytes) / 1024,
              mebibytes(results.median(key, Measured::peakBytes))));
    }
    return table.toString();
  }

  private static String mebibytes(double bytes) {
    return Double.isNaN(bytes) ? "" : String.format(Locale.ROOT, "%.0f MiB", bytes / (1 << 20));
  }

  private static String number(Double value) {
    if (value == null) {
      return "";
    }
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}

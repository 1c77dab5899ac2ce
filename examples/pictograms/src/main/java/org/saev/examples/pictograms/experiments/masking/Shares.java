package org.saev.examples.pictograms.experiments.masking;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The shares of patches or words that are masked, as in the paper. */
final class Shares {

  private static final double[] MASKED = {0.25, 0.5, 0.75};

  /** The middle one, which tables of one share show. */
  static final int HALF = 1;

  private Shares() {}

  static int count() {
    return MASKED.length;
  }

  static double masked(int index) {
    return MASKED[index];
  }

  static double kept(int index) {
    return 1 - MASKED[index];
  }

  /** The heads of a table's columns. */
  static List<String> heads() {
    return DoubleStream.of(MASKED)
        .mapToObj(share -> String.format(Locale.ROOT, "%.0f %% masked", 100 * share))
        .toList();
  }
}

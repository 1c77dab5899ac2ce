package org.saev.method.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What a filter leaves: the share of good rows among those it keeps. */
public final class PurityCurve {

  private PurityCurve() {}

  /**
   * A point of the curve.
   *
   * @param share of the rows that is kept, highest scores first
   * @param kept how many rows that are
   * @param purity the share of good rows among them
   */
  public record Point(double share, int kept, Interval purity) {}

  /**
   * Computes the curve. Of equal scores, the row that comes first is kept first, as {@link
   * org.saev.scoring.DataFilter} does; {@code round(share · rows)} are kept.
   *
   * @param scores one a row, none NaN
   * @param good which rows are good
   * @param bootstrap how intervals are found
   * @param shares each in (0, 1], large enough to keep a row
   * @return one point a share
   */
  public static List<Point> of(
      double[] scores, boolean[] good, Bootstrap bootstrap, double... shares) {
    Inputs.numbers("scores", scores);
    Inputs.sameLength("scores", scores.length, "good", good.length);
    int[] place = places(scores);
    boolean[] goodByPlace = new boolean[scores.length];
    for (int row = 0; row < place.length; row++) {
      goodByPlace[place[row]] = good[row];
    }
    List<Point> curve = new ArrayList<>();
    for (double share : shares) {
      int kept = kept(share, scores.length);
      curve.add(
          new Point(
              share,
              kept,
              bootstrap.of(scores.length, rows -> purity(rows, place, goodByPlace, kept))));
    }
    return List.copyOf(curve);
  }

  /** The place of each row when the highest score comes first. */
  private static int[] places(double[] scores) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, row -> row);
    Arrays.sort(order, Comparator.comparingDouble(row -> 0 - scores[row]));
    int[] place = new int[scores.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    return place;
  }

  private static double purity(int[] rows, int[] place, boolean[] goodByPlace, int kept) {
    int[] copies = new int[place.length];
    for (int row : rows) {
      copies[place[row]]++;
    }
    int left = kept;
    int good = 0;
    for (int p = 0; left > 0; p++) {
      int taken = Math.min(left, copies[p]);
      good += goodByPlace[p] ? taken : 0;
      left -= taken;
    }
    return (double) good / kept;
  }

  private static int kept(double share, int rows) {
    int kept = (int) Math.round(share * rows);
    if (!(share > 0 && share <= 1) || kept == 0) {
      throw new IllegalArgumentException(
          "a share must lie in (0, 1] and keep at least 1 of " + rows + " rows, but was " + share);
    }
    return kept;
  }
}

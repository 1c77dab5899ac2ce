package org.saev.method.evaluation;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Matches rows with columns so that the sum of the weights is largest, exactly: shortest augmenting
 * paths with dual prices (the Hungarian method in the form of Jonker and Volgenant 1987) over the
 * pairs that have a weight. Pairs without one can't be matched, and a row may stay alone at weight
 * 0, so a pair of negative weight never is.
 */
final class Assignment {

  static final int ALONE = -1;

  private final int[] starts;
  private final int[] columns;
  private final float[] weights;

  /** What each row costs more than the dual price of its column. */
  private final double[] rowPrices;

  private final double[] columnPrices;
  private final int[] rowOf;
  private final int[] columnOf;

  // Of the search under way: the shortest way to each column, and the row it comes from.
  private final double[] distance;
  private final int[] from;
  private final int[] seen;
  private final int[] done;
  private int search;

  private record Reached(double distance, int column, int row) implements Comparable<Reached> {
    @Override
    public int compareTo(Reached other) {
      int order = Double.compare(distance, other.distance);
      return order != 0 ? order : Integer.compare(column, other.column);
    }
  }

  private Assignment(int columnCount, int[] starts, int[] columns, float[] weights) {
    this.starts = starts;
    this.columns = columns;
    this.weights = weights;
    rowPrices = new double[starts.length - 1];
    columnPrices = new double[columnCount];
    rowOf = new int[columnCount];
    columnOf = new int[starts.length - 1];
    distance = new double[columnCount];
    from = new int[columnCount];
    seen = new int[columnCount];
    done = new int[columnCount];
    Arrays.fill(rowOf, ALONE);
    Arrays.fill(columnOf, ALONE);
  }

  /**
   * Matches.
   *
   * @param starts [rows + 1]: row i may be matched with {@code columns[starts[i]]} to {@code
   *     columns[starts[i + 1] - 1]}
   * @return the column of each row, or {@link #ALONE}
   */
  static int[] of(int columnCount, int[] starts, int[] columns, float[] weights) {
    Assignment assignment = new Assignment(columnCount, starts, columns, weights);
    for (int row = 0; row < starts.length - 1; row++) {
      assignment.augment(row);
    }
    return assignment.columnOf;
  }

  /** Dijkstra's search from a new row to the nearest column, or staying alone, that is free. */
  private void augment(int start) {
    search++;
    PriorityQueue<Reached> queue = new PriorityQueue<>();
    double cheapest = 0;
    for (int i = starts[start]; i < starts[start + 1]; i++) {
      cheapest = Math.min(cheapest, -weights[i] - columnPrices[columns[i]]);
    }
    rowPrices[start] = cheapest;
    relax(start, 0, queue);
    int[] scanned = new int[16];
    int count = 0;
    while (true) {
      Reached nearest = queue.remove();
      if (nearest.column() == ALONE) {
        settle(scanned, count, nearest.distance(), start);
        leaveAlone(nearest.row(), start);
        return;
      }
      int column = nearest.column();
      if (done[column] == search) {
        continue;
      }
      if (rowOf[column] == ALONE) {
        settle(scanned, count, nearest.distance(), start);
        flip(column, start);
        return;
      }
      done[column] = search;
      if (count == scanned.length) {
        scanned = Arrays.copyOf(scanned, 2 * count);
      }
      scanned[count++] = column;
      relax(rowOf[column], nearest.distance(), queue);
    }
  }

  private void relax(int row, double so, PriorityQueue<Reached> queue) {
    queue.add(new Reached(so - rowPrices[row], ALONE, row));
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      int column = columns[i];
      double way = so + Math.max(0, -weights[i] - rowPrices[row] - columnPrices[column]);
      if (done[column] != search && (seen[column] != search || way < distance[column])) {
        seen[column] = search;
        distance[column] = way;
        from[column] = row;
        queue.add(new Reached(way, column, row));
      }
    }
  }

  /** Moves the prices, so that every matched pair stays at reduced cost 0 and none falls below. */
  private void settle(int[] scanned, int count, double end, int start) {
    for (int i = 0; i < count; i++) {
      int column = scanned[i];
      double ahead = end - distance[column];
      columnPrices[column] -= ahead;
      rowPrices[rowOf[column]] += ahead;
    }
    rowPrices[start] += end;
  }

  /** Matches along the path that ends in a free column. */
  private void flip(int end, int start) {
    int column = end;
    while (true) {
      int row = from[column];
      int next = columnOf[row];
      rowOf[column] = row;
      columnOf[row] = column;
      if (row == start) {
        return;
      }
      column = next;
    }
  }

  /** Matches along the path that ends with a row giving up its column. */
  private void leaveAlone(int row, int start) {
    if (row == start) {
      return;
    }
    int free = columnOf[row];
    columnOf[row] = ALONE;
    rowOf[free] = ALONE;
    flip(free, start);
  }
}

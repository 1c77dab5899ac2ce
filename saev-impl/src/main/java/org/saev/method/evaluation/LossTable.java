package org.saev.method.evaluation;

import java.util.List;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;
import org.saev.method.statistics.ResultTable;
import org.saev.method.statistics.RowStatistic;

/**
 * The losses that {@link LossRecovered} measured. Figures are means over tokens; intervals draw
 * whole examples, whose tokens are alike. Immutable.
 */
public final class LossTable {

  private final List<String> runs;
  private final int[] labels;
  private final double[][] sums;
  private final List<String> unlabelled;

  /** Takes the arrays over: labels [examples], sums [examples][runs]. */
  LossTable(List<String> runs, int[] labels, double[][] sums, List<String> unlabelled) {
    this.runs = List.copyOf(runs);
    this.labels = labels;
    this.sums = sums;
    this.unlabelled = List.copyOf(unlabelled);
  }

  /**
   * Returns the names of the runs.
   *
   * @return Original, Zero, and the autoencoders in the order they were added
   */
  public List<String> runs() {
    return runs;
  }

  /**
   * Returns the examples without any loss, which count in no figure.
   *
   * @return their ids
   */
  public List<String> unlabelled() {
    return unlabelled;
  }

  /**
   * Computes the mean loss of a run.
   *
   * @param run its name
   * @param bootstrap how the interval is found
   * @return nats a token
   */
  public Interval loss(String run, Bootstrap bootstrap) {
    return bootstrap.of(labels.length, loss(index(run)));
  }

  /**
   * Computes the loss recovered, {@code (zero - run) / (zero - original)}.
   *
   * @param run its name
   * @param bootstrap how the interval is found
   * @return 1 for Original, 0 for Zero; undefined where these two are equal
   */
  public Interval recovered(String run, Bootstrap bootstrap) {
    return bootstrap.of(labels.length, recovered(index(run)));
  }

  /**
   * Compares the loss recovered by two runs on the same examples.
   *
   * @param first the name of a run
   * @param second the name of another
   * @param bootstrap how the interval is found
   * @return the first less the second
   */
  public PairedDifference compare(String first, String second, Bootstrap bootstrap) {
    return bootstrap.compare(labels.length, recovered(index(first)), recovered(index(second)));
  }

  /**
   * Returns the whole table.
   *
   * @param bootstrap how intervals are found
   * @return a row a run: loss and loss recovered
   */
  public ResultTable table(Bootstrap bootstrap) {
    ResultTable table = new ResultTable("activations", "loss", "loss recovered");
    runs.forEach(run -> table.row(run, loss(run, bootstrap), recovered(run, bootstrap)));
    return table;
  }

  private RowStatistic loss(int run) {
    return rows -> {
      double sum = 0;
      long count = 0;
      for (int row : rows) {
        sum += sums[row][run];
        count += labels[row];
      }
      return sum / count;
    };
  }

  private RowStatistic recovered(int run) {
    RowStatistic original = loss(runs.indexOf(LossRecovered.ORIGINAL));
    RowStatistic zero = loss(runs.indexOf(LossRecovered.ZERO));
    RowStatistic loss = loss(run);
    return rows -> {
      double worst = zero.of(rows);
      double range = worst - original.of(rows);
      return range == 0 ? Double.NaN : (worst - loss.of(rows)) / range;
    };
  }

  private int index(String run) {
    int index = runs.indexOf(run);
    if (index < 0) {
      throw new IllegalArgumentException("there is no run '" + run + "', only " + runs);
    }
    return index;
  }

  @Override
  public String toString() {
    return "LossTable[" + runs + ", " + labels.length + " examples]";
  }
}

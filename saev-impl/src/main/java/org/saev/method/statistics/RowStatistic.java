package org.saev.method.statistics;

/** A figure that is computed from some rows of a data set. Called from several threads at once. */
@FunctionalInterface
public interface RowStatistic {

  /**
   * Computes the figure.
   *
   * @param rows numbers of rows, some of them several times; not to be changed
   * @return the figure; NaN where these rows don't give one
   */
  double of(int[] rows);
}

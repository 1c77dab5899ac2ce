package org.saev.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

/**
 * One score for each patch of an image: the mean over the tokens that show the patch. Where a model
 * lays several grids over an image, patches are those of its first grid, and a token of another
 * grid belongs to the patch that its centre lies in: on two grids of one size, to the patch of the
 * same row and column. Immutable.
 */
public final class PatchScores {

  private final int image;
  private final int rows;
  private final int columns;
  private final double[] scores;

  private PatchScores(int image, int rows, int columns, double[] scores) {
    this.image = image;
    this.rows = rows;
    this.columns = columns;
    this.scores = scores;
  }

  /**
   * Averages the scores of tokens by patch.
   *
   * @param tokens the sequence
   * @param tokenScores one a token, from a {@link TokenScorer}; NaN tokens are left out of the mean
   * @return one for each image that has a grid, in the order of their first grids
   */
  public static List<PatchScores> of(TokenSequence tokens, double[] tokenScores) {
    if (tokenScores.length != tokens.size()) {
      throw new IllegalArgumentException(
          "there must be one score a token, but there are "
              + tokenScores.length
              + " for "
              + tokens.size()
              + " tokens");
    }
    Map<Integer, PatchGrid> bases = new LinkedHashMap<>();
    tokens.grids().forEach(grid -> bases.putIfAbsent(grid.image(), grid));
    List<PatchScores> result = new ArrayList<>();
    bases.forEach((image, base) -> result.add(mean(tokens, tokenScores, base)));
    return List.copyOf(result);
  }

  /**
   * Scores that come from elsewhere, such as the share of each patch that an object covers.
   *
   * @param image the number of the image in the example
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   * @param scores [rows, columns], row-major; copied; NaN where a patch has none
   * @return the scores
   */
  public static PatchScores of(int image, int rows, int columns, double[] scores) {
    if (rows < 1 || columns < 1 || scores.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          rows + " x " + columns + " patches can't have " + scores.length + " scores");
    }
    return new PatchScores(image, rows, columns, scores.clone());
  }

  private static PatchScores mean(TokenSequence tokens, double[] tokenScores, PatchGrid base) {
    double[] sums = new double[base.patches()];
    int[] counts = new int[sums.length];
    for (int token = 0; token < tokens.size(); token++) {
      if (tokens.isPatch(token) && !Double.isNaN(tokenScores[token])) {
        PatchGrid grid = tokens.grids().get(tokens.grid(token));
        if (grid.image() == base.image()) {
          int row = project(tokens.row(token), grid.rows(), base.rows());
          int column = project(tokens.column(token), grid.columns(), base.columns());
          sums[row * base.columns() + column] += tokenScores[token];
          counts[row * base.columns() + column]++;
        }
      }
    }
    Arrays.setAll(sums, patch -> counts[patch] == 0 ? Double.NaN : sums[patch] / counts[patch]);
    return new PatchScores(base.image(), base.rows(), base.columns(), sums);
  }

  /** Where the centre of a cell lies on a grid of another size: floor((i + 1/2) · to / from). */
  private static int project(int index, int from, int to) {
    return (int) ((2L * index + 1) * to / (2L * from));
  }

  /**
   * Returns which image it is.
   *
   * @return the number of the image in the example
   */
  public int image() {
    return image;
  }

  /**
   * Returns the height of the grid.
   *
   * @return patches from top to bottom
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns the width of the grid.
   *
   * @return patches from left to right
   */
  public int columns() {
    return columns;
  }

  /**
   * Returns the score of a patch.
   *
   * @param row from the top
   * @param column from the left
   * @return the score; NaN where no token of the patch has one
   */
  public double score(int row, int column) {
    return scores[Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns)];
  }

  /**
   * Returns the scores of all patches.
   *
   * @return [rows, columns], row-major; a copy
   */
  public double[] scores() {
    return scores.clone();
  }

  @Override
  public String toString() {
    return "PatchScores[image " + image + ", " + rows + " x " + columns + "]";
  }
}

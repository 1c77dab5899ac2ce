package org.saev.internal.cpu;

import java.util.Arrays;

/**
 * Activations less the decoder bias, packed for {@link Kernel#multiply}: panels of {@code [width,
 * panelTokens]}, so that one column of a panel is one or more whole vectors of tokens.
 */
final class Panels {
  /** Columns that are moved together: one cache line of a row. */
  private static final int COLUMN_BLOCK = 16;

  private final int width;
  private final int panelTokens;
  private final int tokenStep;
  private int tokens;

  float[] data = {};

  /** Length of each token's vector, {@code ||x - b_dec||}. */
  float[] norms = {};

  Panels(Kernel kernel, int width) {
    this.width = width;
    panelTokens = kernel.panelTokens();
    tokenStep = kernel.tokenStep();
  }

  /** Makes room for a batch; what was packed before is lost. */
  void reserve(int tokens) {
    this.tokens = tokens;
    int padded = Math.multiplyExact(count(), panelTokens);
    int wanted = Sizes.elements("activations", padded, width);
    if (data.length < wanted) {
      data = new float[wanted];
      norms = new float[padded];
    }
  }

  int tokens() {
    return tokens;
  }

  int width() {
    return width;
  }

  /** Returns the number of panels. */
  int count() {
    return (tokens + panelTokens - 1) / panelTokens;
  }

  int panelTokens() {
    return panelTokens;
  }

  int tokensIn(int panel) {
    return Math.min(panelTokens, tokens - panel * panelTokens);
  }

  /** Returns the tokens of a panel, rounded up to whole vectors. */
  int paddedIn(int panel) {
    return (tokensIn(panel) + tokenStep - 1) / tokenStep * tokenStep;
  }

  int offset(int panel) {
    return panel * panelTokens * width;
  }

  /**
   * Packs a batch.
   *
   * @throws IllegalArgumentException if an activation is not finite; the error names the token
   */
  void packAll(Team team, float[] x, int tokens, float[] bias) {
    Sizes.length("activations", x, tokens, width);
    Sizes.length("decoder bias", bias, width, 1);
    reserve(tokens);
    team.workers.run(
        count(),
        (panel, worker) -> {
          int first = panel * panelTokens;
          float[] lanes = team.scratch[worker].lanes;
          for (int t = first; t < first + tokensIn(panel); t++) {
            norm(t, x, team.kernel.squaredDistance(x, t * width, bias, 0, width, lanes));
          }
          pack(panel, x, bias);
        });
  }

  /** Notes the length of a token's vector; one that is not finite is an error. */
  void norm(int token, float[] x, float square) {
    if (!Float.isFinite(square)) {
      Sizes.finite(x, token, width);
    }
    norms[token] = (float) Math.sqrt(square);
  }

  /** Packs one panel from rows {@code [tokens, width]} from which the bias is subtracted. */
  void pack(int panel, float[] rows, float[] bias) {
    int count = tokensIn(panel);
    int first = panel * panelTokens;
    int lanes = offset(panel);
    for (int block = 0; block < width; block += COLUMN_BLOCK) {
      int end = Math.min(width, block + COLUMN_BLOCK);
      for (int t = 0; t < count; t++) {
        int row = (first + t) * width;
        int to = lanes + t;
        for (int c = block; c < end; c++) {
          data[to + c * panelTokens] = rows[row + c] - bias[c];
        }
      }
    }
    clearPadding(panel);
  }

  /** Fills this with chosen tokens of another batch. */
  void gather(Panels source, int[] chosen, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      int from = source.lane(chosen[i]);
      int to = lane(i);
      for (int c = 0; c < width; c++) {
        data[to + c * panelTokens] = source.data[from + c * panelTokens];
      }
      norms[i] = source.norms[chosen[i]];
    }
    clearPadding(count() - 1);
  }

  private int lane(int token) {
    return offset(token / panelTokens) + token % panelTokens;
  }

  private void clearPadding(int panel) {
    int count = tokensIn(panel);
    int padded = paddedIn(panel);
    if (count < padded) {
      for (int c = 0; c < width; c++) {
        int column = offset(panel) + c * panelTokens;
        Arrays.fill(data, column + count, column + padded, 0f);
      }
    }
  }
}

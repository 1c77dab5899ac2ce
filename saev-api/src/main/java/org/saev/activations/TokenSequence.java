package org.saev.activations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What each token of an example is: its modality, role, position, place in an image, and text.
 * Immutable; examples of the same layout may share one.
 */
public final class TokenSequence {

  private static final int NO_GRID = -1;

  private final Modality[] modality;
  private final TokenRole[] role;
  private final int[] position;
  private final int[] grid;
  private final int[] row;
  private final int[] column;
  private final String[] text;
  private final List<PatchGrid> grids;

  private TokenSequence(Builder builder) {
    int size = builder.size;
    modality = Arrays.copyOf(builder.modality, size);
    role = Arrays.copyOf(builder.role, size);
    position = Arrays.copyOf(builder.position, size);
    grid = Arrays.copyOf(builder.grid, size);
    row = Arrays.copyOf(builder.row, size);
    column = Arrays.copyOf(builder.column, size);
    text = Arrays.copyOf(builder.text, size);
    grids = List.copyOf(builder.grids);
  }

  /**
   * Starts an empty sequence.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the number of tokens.
   *
   * @return tokens, padding included
   */
  public int size() {
    return modality.length;
  }

  /**
   * Returns the modality of a token.
   *
   * @param token from 0
   * @return its modality
   */
  public Modality modality(int token) {
    return modality[token];
  }

  /**
   * Returns the role of a token.
   *
   * @param token from 0
   * @return its role
   */
  public TokenRole role(int token) {
    return role[token];
  }

  /**
   * Tells whether a token is ordinary and of the given modality: the test that scores use.
   *
   * @param token from 0
   * @param wanted the modality
   * @return true if both hold
   */
  public boolean isOrdinary(int token, Modality wanted) {
    return role[token] == TokenRole.ORDINARY && modality[token] == wanted;
  }

  /**
   * Returns the position of a token in the model's context.
   *
   * @param token from 0
   * @return its position; the index of the token unless it was set
   */
  public int position(int token) {
    return position[token];
  }

  /**
   * Tells whether a token is a patch of an image.
   *
   * @param token from 0
   * @return true if it has a grid, row and column
   */
  public boolean isPatch(int token) {
    return grid[token] != NO_GRID;
  }

  /**
   * Returns the grid that a patch token lies in.
   *
   * @param token from 0
   * @return the index into {@link #grids()}, or -1 for a token that is no patch
   */
  public int grid(int token) {
    return grid[token];
  }

  /**
   * Returns the row of a patch token in its grid.
   *
   * @param token from 0
   * @return the row from the top, or -1 for a token that is no patch
   */
  public int row(int token) {
    return row[token];
  }

  /**
   * Returns the column of a patch token in its grid.
   *
   * @param token from 0
   * @return the column from the left, or -1 for a token that is no patch
   */
  public int column(int token) {
    return column[token];
  }

  /**
   * Returns the text of a token.
   *
   * @param token from 0
   * @return its text, or empty if it has none
   */
  public Optional<String> text(int token) {
    return Optional.ofNullable(text[token]);
  }

  /**
   * Returns the grids that the patch tokens lie in.
   *
   * @return all grids; immutable
   */
  public List<PatchGrid> grids() {
    return grids;
  }

  /**
   * Counts the ordinary tokens of a modality.
   *
   * @param wanted the modality
   * @return how many tokens {@link #isOrdinary} holds for
   */
  public int count(Modality wanted) {
    int count = 0;
    for (int token = 0; token < size(); token++) {
      if (isOrdinary(token, wanted)) {
        count++;
      }
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSequence that
        && Arrays.equals(modality, that.modality)
        && Arrays.equals(role, that.role)
        && Arrays.equals(position, that.position)
        && Arrays.equals(grid, that.grid)
        && Arrays.equals(row, that.row)
        && Arrays.equals(column, that.column)
        && Arrays.equals(text, that.text)
        && grids.equals(that.grids);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(modality) + Arrays.hashCode(text);
  }

  @Override
  public String toString() {
    return "TokenSequence[" + size() + " tokens, " + grids.size() + " patch grids]";
  }

  /** Builds a {@link TokenSequence} token by token, in order. */
  public static final class Builder {

    private Modality[] modality = new Modality[16];
    private TokenRole[] role = new TokenRole[16];
    private int[] position = new int[16];
    private int[] grid = new int[16];
    private int[] row = new int[16];
    private int[] column = new int[16];
    private String[] text = new String[16];
    private int size;
    private final List<PatchGrid> grids = new ArrayList<>();

    private Builder() {}

    /**
     * Adds one token that is no patch.
     *
     * @param modality its modality
     * @param role its role
     * @param text its text, or null
     * @return this builder
     */
    public Builder token(Modality modality, TokenRole role, String text) {
      return append(modality, role, text, NO_GRID, -1, -1);
    }

    /**
     * Adds ordinary text tokens.
     *
     * @param tokens the text of each
     * @return this builder
     */
    public Builder text(String... tokens) {
      for (String token : tokens) {
        token(Modality.TEXT, TokenRole.ORDINARY, Objects.requireNonNull(token, "text token"));
      }
      return this;
    }

    /**
     * Adds ordinary text tokens whose text isn't known.
     *
     * @param count how many
     * @return this builder
     */
    public Builder textTokens(int count) {
      return repeat(count, Modality.TEXT, TokenRole.ORDINARY);
    }

    /**
     * Adds a special text token.
     *
     * @param text its text, or null
     * @return this builder
     */
    public Builder special(String text) {
      return token(Modality.TEXT, TokenRole.SPECIAL, text);
    }

    /**
     * Adds padding tokens.
     *
     * @param count how many
     * @return this builder
     */
    public Builder padding(int count) {
      return repeat(count, Modality.TEXT, TokenRole.PADDING);
    }

    /**
     * Adds an image newline token.
     *
     * @return this builder
     */
    public Builder newline() {
      return token(Modality.IMAGE, TokenRole.NEWLINE, null);
    }

    /**
     * Adds a grid without its tokens, for {@link #patch}.
     *
     * @param patchGrid the grid
     * @return its index
     */
    public int grid(PatchGrid patchGrid) {
      grids.add(Objects.requireNonNull(patchGrid, "patchGrid"));
      return grids.size() - 1;
    }

    /**
     * Adds one ordinary image patch.
     *
     * @param gridIndex the index that {@link #grid} returned
     * @param patchRow the row from the top
     * @param patchColumn the column from the left
     * @return this builder
     */
    public Builder patch(int gridIndex, int patchRow, int patchColumn) {
      return patch(gridIndex, patchRow, patchColumn, Modality.IMAGE, TokenRole.ORDINARY);
    }

    /**
     * Adds one patch of any modality and role, such as a patch of a video frame, or one that only
     * fills up a tile.
     *
     * @param gridIndex the index that {@link #grid} returned
     * @param patchRow the row from the top
     * @param patchColumn the column from the left
     * @param modality its modality
     * @param role its role
     * @return this builder
     */
    public Builder patch(
        int gridIndex, int patchRow, int patchColumn, Modality modality, TokenRole role) {
      PatchGrid in = grids.get(Objects.checkIndex(gridIndex, grids.size()));
      if (patchRow < 0 || patchRow >= in.rows() || patchColumn < 0 || patchColumn >= in.columns()) {
        throw new IllegalArgumentException(
            "patch ("
                + patchRow
                + ", "
                + patchColumn
                + ") is outside its grid of "
                + in.rows()
                + " x "
                + in.columns());
      }
      return append(modality, role, null, gridIndex, patchRow, patchColumn);
    }

    /**
     * Adds a grid and all of its patches, row by row.
     *
     * @param patchGrid the grid
     * @return this builder
     */
    public Builder patches(PatchGrid patchGrid) {
      int index = grid(patchGrid);
      for (int r = 0; r < patchGrid.rows(); r++) {
        for (int c = 0; c < patchGrid.columns(); c++) {
          patch(index, r, c);
        }
      }
      return this;
    }

    /**
     * Sets the position of the token added last; without this it is the index of the token.
     *
     * @param value its position in the model's context
     * @return this builder
     */
    public Builder at(int value) {
      if (size == 0) {
        throw new IllegalStateException("add a token before setting its position");
      }
      position[size - 1] = value;
      return this;
    }

    /**
     * Ends the sequence.
     *
     * @return the tokens added so far
     */
    public TokenSequence build() {
      return new TokenSequence(this);
    }

    private Builder repeat(int count, Modality tokenModality, TokenRole tokenRole) {
      if (count < 0) {
        throw new IllegalArgumentException("count must not be negative, but was " + count);
      }
      for (int i = 0; i < count; i++) {
        token(tokenModality, tokenRole, null);
      }
      return this;
    }

    private Builder append(
        Modality tokenModality, TokenRole tokenRole, String tokenText, int g, int r, int c) {
      if (size == modality.length) {
        grow(2 * size);
      }
      modality[size] = Objects.requireNonNull(tokenModality, "modality");
      role[size] = Objects.requireNonNull(tokenRole, "role");
      position[size] = size;
      grid[size] = g;
      row[size] = r;
      column[size] = c;
      text[size] = tokenText;
      size++;
      return this;
    }

    private void grow(int capacity) {
      modality = Arrays.copyOf(modality, capacity);
      role = Arrays.copyOf(role, capacity);
      position = Arrays.copyOf(position, capacity);
      grid = Arrays.copyOf(grid, capacity);
      row = Arrays.copyOf(row, capacity);
      column = Arrays.copyOf(column, capacity);
      text = Arrays.copyOf(text, capacity);
    }
  }
}

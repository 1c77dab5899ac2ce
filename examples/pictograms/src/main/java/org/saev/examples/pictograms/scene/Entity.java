package org.saev.examples.pictograms.scene;

import java.util.List;

/**
 * One thing that a caption speaks of: an icon, or a pair of equal icons side by side.
 *
 * @param concept what it is
 * @param color its colour
 * @param size its size
 * @param icons where its icons lie, one or two
 */
public record Entity(Concept concept, IconColor color, IconSize size, List<Placement> icons) {
  /**
   * The square that an icon is drawn into, in pixels.
   *
   * @param left first column
   * @param top first row
   * @param pixels edge of the square
   */
  public record Placement(int left, int top, int pixels) {}

  /** Copies the list. */
  public Entity {
    icons = List.copyOf(icons);
  }

  /**
   * Number of icons.
   *
   * @return 1 or 2
   */
  public int count() {
    return icons.size();
  }

  /**
   * The centre's column in pixels.
   *
   * @return x
   */
  public double centerX() {
    Placement last = icons.get(icons.size() - 1);
    return (icons.get(0).left() + last.left() + last.pixels()) / 2.0;
  }

  /**
   * The centre's row in pixels.
   *
   * @return y
   */
  public double centerY() {
    return icons.get(0).top() + icons.get(0).pixels() / 2.0;
  }
}

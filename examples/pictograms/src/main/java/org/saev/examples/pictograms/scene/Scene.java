package org.saev.examples.pictograms.scene;

import java.util.List;

/**
 * A picture's content.
 *
 * @param id unique and stable name, such as {@code train-1-42}
 * @param entities the things in it, one to three
 * @param background what is behind them
 * @param seed drives what is left to chance in drawing and describing it
 */
public record Scene(String id, List<Entity> entities, Background background, long seed) {
  /** Width and height of a picture in pixels. */
  public static final int PIXELS = 56;

  /** Patches along an edge of the picture. */
  public static final int GRID = 7;

  /** Patches of a picture, in row-major order. */
  public static final int PATCHES = GRID * GRID;

  /** Width and height of a patch in pixels. */
  public static final int PATCH_PIXELS = PIXELS / GRID;

  /** Copies the list. */
  public Scene {
    entities = List.copyOf(entities);
  }
}

package org.saev.examples.pictograms.scene;

import java.util.Locale;

/** Disjoint families of scenes. */
public enum Split {
  /** What the model learns from; has no held-out composition. */
  TRAIN,
  /** Fresh scenes of the compositions that training has. */
  VALIDATION,
  /** Fresh scenes whose every (concept, colour) pair is held out of training. */
  HELD_OUT;

  /** One pair in this many is held out. */
  private static final int HELD_OUT_EVERY = 10;

  /**
   * Whether scenes of this split may have a thing of this colour.
   *
   * @param concept the thing
   * @param color the colour
   * @return whether the pair belongs to the split
   */
  public boolean allows(Concept concept, IconColor color) {
    boolean heldOut = (concept.id() * 31 + color.ordinal() * 17 + 7) % HELD_OUT_EVERY == 0;
    return heldOut == (this == HELD_OUT);
  }

  /**
   * The name in ids and tables, such as {@code held-out}.
   *
   * @return the name
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package org.saev.examples.pictograms.scene;

import java.util.List;

/** How one thing lies to another, by their centres. */
public enum Relation {
  /** Higher in the picture. */
  ABOVE("above"),
  /** Lower in the picture. */
  BELOW("below"),
  /** Further left. */
  LEFT_OF("left", "of"),
  /** Further right. */
  RIGHT_OF("right", "of");

  /** A pair is unambiguous if one axis differs at least this many times more than the other. */
  private static final double CLEAR_RATIO = 1.3;

  private final List<String> words;

  Relation(String... words) {
    this.words = List.of(words);
  }

  /**
   * The English words, of which the first names the relation.
   *
   * @return the words
   */
  public List<String> words() {
    return words;
  }

  /**
   * The relation of a thing to another.
   *
   * @param subject the thing
   * @param other the other one
   * @return the relation along the axis on which they differ most
   */
  public static Relation between(Entity subject, Entity other) {
    double dx = other.centerX() - subject.centerX();
    double dy = other.centerY() - subject.centerY();
    if (Math.abs(dy) > Math.abs(dx)) {
      return dy > 0 ? ABOVE : BELOW;
    }
    return dx > 0 ? LEFT_OF : RIGHT_OF;
  }

  /** Whether nobody would hesitate between two relations. */
  static boolean isClear(double dx, double dy) {
    double larger = Math.max(Math.abs(dx), Math.abs(dy));
    double smaller = Math.min(Math.abs(dx), Math.abs(dy));
    return larger >= CLEAR_RATIO * smaller + 2;
  }
}

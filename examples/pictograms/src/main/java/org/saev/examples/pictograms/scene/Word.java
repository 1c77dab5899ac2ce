package org.saev.examples.pictograms.scene;

/**
 * One token of a caption, with what it says about the scene.
 *
 * @param token the token: an English word, or {@link #PLURAL}
 * @param kind what it says
 * @param entity index of the scene's thing that it speaks of, or -1
 * @param determined whether picture and preceding words leave no other choice of its kind
 */
public record Word(String token, Kind kind, int entity, boolean determined) {
  /** The token that turns the noun before it into its plural. */
  public static final String PLURAL = "-s";

  /** What a word says. */
  public enum Kind {
    /** Nothing about the picture. */
    FUNCTION,
    /** How many. */
    COUNT,
    /** How large. */
    SIZE,
    /** Which colour. */
    COLOR,
    /** Which concept. */
    NAME,
    /** How it lies to another thing; "of" after "left" is a function word. */
    RELATION
  }

  static Word function(String token) {
    return new Word(token, Kind.FUNCTION, -1, false);
  }

  Word withToken(String other) {
    return new Word(other, kind, entity, determined);
  }
}

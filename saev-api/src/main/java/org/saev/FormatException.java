package org.saev;

import java.nio.file.Path;

/**
 * A file doesn't hold what its format demands. Names the file, the field, what was expected and
 * what was found. Each of the last three is cut after 600 characters: a damaged file may have a
 * name of megabytes.
 */
public final class FormatException extends SaevException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CHARACTERS = 600;

  /** As it was given. */
  private final String file;

  /** The wrong part of it. */
  private final String field;

  /**
   * @param file the file that was read
   * @param field the key, tensor or byte range inside it
   * @param expected what the format demands there
   * @param found what was there
   */
  public FormatException(Path file, String field, String expected, String found) {
    super(
        "%s: %s: expected %s, but found %s"
            .formatted(file, shortened(field), shortened(expected), shortened(found)));
    this.file = file.toString();
    this.field = shortened(field);
  }

  /**
   * Returns the file that was read.
   *
   * @return its path, as it was given
   */
  public String file() {
    return file;
  }

  /**
   * Returns the part of the file that is wrong.
   *
   * @return a key, tensor name or byte range
   */
  public String field() {
    return field;
  }

  private static String shortened(String text) {
    boolean whole = text == null || text.length() <= MOST_CHARACTERS;
    return whole ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }
}

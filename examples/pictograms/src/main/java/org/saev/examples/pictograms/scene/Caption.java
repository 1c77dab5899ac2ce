package org.saev.examples.pictograms.scene;

import java.util.List;

/**
 * A sentence about a scene.
 *
 * @param words its tokens, in order
 */
public record Caption(List<Word> words) {
  /** Most tokens that a caption has. */
  public static final int MAX_WORDS = 24;

  /** Copies the list. */
  public Caption {
    words = List.copyOf(words);
    if (words.isEmpty() || words.size() > MAX_WORDS) {
      throw new IllegalArgumentException(
          "a caption has 1 to " + MAX_WORDS + " tokens, but there were " + words.size());
    }
  }

  /**
   * The tokens alone.
   *
   * @return the tokens
   */
  public List<String> tokens() {
    return words.stream().map(Word::token).toList();
  }

  /**
   * The sentence in English.
   *
   * @return the text, with plurals written out
   */
  public String text() {
    return English.join(tokens());
  }
}

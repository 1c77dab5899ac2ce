package org.saev.method;

import java.util.List;
import java.util.stream.IntStream;

/** Which tokens of a sequence are kept. Immutable. */
public final class TextMask {

  private final boolean[] kept;

  /** Takes the array over. */
  TextMask(boolean[] kept) {
    this.kept = kept;
  }

  /**
   * Returns the number of tokens.
   *
   * @return tokens of all modalities and roles
   */
  public int size() {
    return kept.length;
  }

  /**
   * Tells whether a token is kept.
   *
   * @param token from 0
   * @return false if it is replaced
   */
  public boolean keeps(int token) {
    return kept[token];
  }

  /**
   * Replaces the tokens that aren't kept.
   *
   * @param ids of the tokens; not changed
   * @param mask the id of the mask token
   * @return a new array
   */
  public int[] replace(int[] ids, int mask) {
    check(ids.length);
    return IntStream.range(0, ids.length).map(i -> kept[i] ? ids[i] : mask).toArray();
  }

  /**
   * Replaces the tokens that aren't kept.
   *
   * @param tokens their texts
   * @param mask such as {@code "<mask>"}
   * @return a new list
   */
  public List<String> replace(List<String> tokens, String mask) {
    check(tokens.size());
    return IntStream.range(0, tokens.size()).mapToObj(i -> kept[i] ? tokens.get(i) : mask).toList();
  }

  private void check(int length) {
    if (length != kept.length) {
      throw new IllegalArgumentException(
          "the mask is of " + kept.length + " tokens, but was given " + length);
    }
  }
}

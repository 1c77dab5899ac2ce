package org.saev.examples.pictograms.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Concepts;
import org.saev.examples.pictograms.scene.English;
import org.saev.examples.pictograms.scene.IconColor;
import org.saev.examples.pictograms.scene.IconSize;
import org.saev.examples.pictograms.scene.Word;

/** The word-level tokenizer: every word of the captions has a token of its own. */
public final class Vocabulary {
  /** Fills captions up to a common length. */
  public static final int PAD = 0;

  /** Stands before every caption. */
  public static final int BEGIN = 1;

  /** Stands after every caption. */
  public static final int END = 2;

  /** Stands for a word that is hidden from the model. */
  public static final int MASK = 3;

  private static final List<String> FUNCTION_WORDS =
      List.of(
          "<pad>",
          "<begin>",
          "<end>",
          "<mask>",
          Word.PLURAL,
          "a",
          "an",
          "two",
          "and",
          "of",
          "is",
          "are",
          "we",
          "see",
          "here",
          "picture",
          "above",
          "below",
          "left",
          "right");

  private final List<String> tokens = new ArrayList<>(FUNCTION_WORDS);
  private final Map<String, Integer> ids = new LinkedHashMap<>();

  /** Makes the vocabulary of all captions; it is always the same. */
  public Vocabulary() {
    for (IconSize size : IconSize.values()) {
      tokens.add(size.word());
    }
    for (IconColor color : IconColor.values()) {
      tokens.add(color.word());
    }
    Concepts.all().forEach(concept -> tokens.add(concept.word()));
    for (String token : tokens) {
      ids.put(token, ids.size());
    }
  }

  /**
   * Number of tokens.
   *
   * @return the size
   */
  public int size() {
    return tokens.size();
  }

  /**
   * The id of a token.
   *
   * @param token the token, such as {@code airplane}
   * @return its id
   * @throws IllegalArgumentException if the vocabulary doesn't have it
   */
  public int id(String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary has no token \"" + token + "\"");
    }
    return id;
  }

  /**
   * The token of an id.
   *
   * @param id from 0 to size - 1
   * @return the token
   */
  public String token(int id) {
    return tokens.get(id);
  }

  /**
   * The ids of a caption between {@link #BEGIN} and {@link #END}.
   *
   * @param caption the caption
   * @return the ids; word i of the caption is at i + 1
   */
  public int[] encode(Caption caption) {
    return encode(caption.tokens());
  }

  /**
   * The ids of a sentence between {@link #BEGIN} and {@link #END}.
   *
   * @param text words separated by single spaces
   * @return the ids
   */
  public int[] encode(String text) {
    return encode(English.split(text));
  }

  /**
   * The sentence that ids stand for; special tokens are left out.
   *
   * @param sequence the ids
   * @return the text
   */
  public String decode(int... sequence) {
    List<String> words = new ArrayList<>();
    for (int id : sequence) {
      if (id > MASK) {
        words.add(token(id));
      }
    }
    return English.join(words);
  }

  private int[] encode(List<String> words) {
    int[] encoded = new int[words.size() + 2];
    encoded[0] = BEGIN;
    for (int i = 0; i < words.size(); i++) {
      encoded[i + 1] = id(words.get(i));
    }
    encoded[words.size() + 1] = END;
    return encoded;
  }
}

package org.saev.examples.pictograms.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The little grammar that captions need: articles and plurals. */
public final class English {
  private static final Map<String, Concept> BY_PLURAL =
      Concepts.all().stream()
          .collect(Collectors.toUnmodifiableMap(Concept::plural, Function.identity()));

  private English() {}

  /**
   * Writes tokens as a sentence: {@code [two, red, knife, -s]} becomes "two red knives".
   *
   * @param tokens the tokens
   * @return the text
   */
  public static String join(List<String> tokens) {
    List<String> words = new ArrayList<>();
    for (String token : tokens) {
      boolean plural = token.equals(Word.PLURAL) && !words.isEmpty();
      words.add(plural ? plural(words.remove(words.size() - 1)) : token);
    }
    return String.join(" ", words);
  }

  /**
   * Splits a sentence into tokens; the inverse of {@link #join}.
   *
   * @param text words that are separated by single spaces
   * @return the tokens
   */
  public static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      Concept concept = BY_PLURAL.get(word);
      if (concept == null) {
        tokens.add(word);
      } else {
        tokens.add(concept.word());
        tokens.add(Word.PLURAL);
      }
    }
    return tokens;
  }

  /** The indefinite article before a word. */
  static String article(String next) {
    return "aeiou".indexOf(next.charAt(0)) >= 0 ? "an" : "a";
  }

  /** A word that isn't a noun of ours, as an untrained model may produce, stays recognisable. */
  private static String plural(String noun) {
    return Concepts.all().stream()
        .filter(concept -> concept.word().equals(noun))
        .map(Concept::plural)
        .findFirst()
        .orElse(noun + Word.PLURAL);
  }
}

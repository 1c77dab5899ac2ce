package org.saev.examples.pictograms.scene;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The concepts that scenes are made of: nouns whose icons can be told apart at 18 pixels. */
public final class Concepts {
  private static final String RESOURCE = "concepts.txt";
  private static final List<Concept> ALL = read();
  private static final Map<String, Concept> BY_WORD =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Concept::word, Function.identity()));

  private Concepts() {}

  /**
   * All concepts, in alphabetical order; a concept's id is its position.
   *
   * @return the concepts
   */
  public static List<Concept> all() {
    return ALL;
  }

  /**
   * Finds a concept by its singular noun.
   *
   * @param word the noun
   * @return the concept
   * @throws IllegalArgumentException if there is none
   */
  public static Concept named(String word) {
    Concept concept = BY_WORD.get(word);
    if (concept == null) {
      throw new IllegalArgumentException("no concept is named \"" + word + "\"; see " + RESOURCE);
    }
    return concept;
  }

  private static List<Concept> read() {
    try (InputStream in = Concepts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the class path");
      }
      List<Concept> concepts = new ArrayList<>();
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split(" ", -1);
        String word = fields[0];
        String plural = fields.length > 2 ? fields[2] : regularPlural(word);
        concepts.add(new Concept(concepts.size(), word, plural, fields[1]));
      }
      return List.copyOf(concepts);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + RESOURCE, e);
    }
  }

  private static String regularPlural(String word) {
    if (word.matches(".*(s|x|z|ch|sh)")) {
      return word + "es";
    }
    return word.matches(".*[^aeiou]y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
  }
}

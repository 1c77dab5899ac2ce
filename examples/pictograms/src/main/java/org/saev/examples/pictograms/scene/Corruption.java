package org.saev.examples.pictograms.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ways in which a caption can be false of its scene. */
public enum Corruption {
  /** The caption of another scene. */
  SWAPPED,
  /** One thing gets a colour that no thing of the scene has. */
  WRONG_COLOR,
  /** One thing gets the name of a concept that isn't in the scene. */
  WRONG_OBJECT;

  /**
   * Makes a caption false.
   *
   * @param scene what the caption is about
   * @param caption a true caption
   * @param other a scene to take a caption from; used by {@link #SWAPPED} only
   * @param seed decides what is changed
   * @return a false caption
   * @throws IllegalArgumentException if {@link #SWAPPED} is given a scene that shares a concept
   *     with this one, since its caption might be partly true
   */
  public Caption apply(Scene scene, Caption caption, Scene other, long seed) {
    Random random = Seeds.random(seed, ordinal());
    return switch (this) {
      case SWAPPED -> swapped(scene, other);
      case WRONG_COLOR -> {
        var used = scene.entities().stream().map(Entity::color).collect(Collectors.toSet());
        Stream<IconColor> free = Arrays.stream(IconColor.values()).filter(c -> !used.contains(c));
        yield replaceOne(caption, Word.Kind.COLOR, free.map(IconColor::word).toList(), random);
      }
      case WRONG_OBJECT -> {
        var used = scene.entities().stream().map(Entity::concept).collect(Collectors.toSet());
        Stream<Concept> free = Concepts.all().stream().filter(c -> !used.contains(c));
        yield replaceOne(caption, Word.Kind.NAME, free.map(Concept::word).toList(), random);
      }
    };
  }

  /**
   * Whether two scenes have a concept in common.
   *
   * @param a a scene
   * @param b a scene
   * @return whether they share one
   */
  public static boolean shareConcept(Scene a, Scene b) {
    return a.entities().stream()
        .anyMatch(e -> b.entities().stream().anyMatch(f -> f.concept().equals(e.concept())));
  }

  private static Caption swapped(Scene scene, Scene other) {
    if (shareConcept(scene, other)) {
      throw new IllegalArgumentException(
          "scenes " + scene.id() + " and " + other.id() + " share a concept: swap with another");
    }
    return Captioner.describe(other);
  }

  private static Caption replaceOne(
      Caption caption, Word.Kind kind, List<String> choices, Random random) {
    List<Word> words = new ArrayList<>(caption.words());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).kind() == kind) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      throw new IllegalArgumentException("\"" + caption.text() + "\" has no word to corrupt");
    }
    int place = places.get(random.nextInt(places.size()));
    String replacement = choices.get(random.nextInt(choices.size()));
    words.set(place, words.get(place).withToken(replacement));
    if (place > 0 && words.get(place - 1).token().matches("an?")) {
      words.set(place - 1, words.get(place - 1).withToken(English.article(replacement)));
    }
    return new Caption(words);
  }
}

package org.saev.examples.pictograms.scene;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Describes scenes in plain English, as in "there is a small red airplane above two green cats".
 *
 * <p>The first thing named stands in a relation to each of the others; about one caption in seven
 * lists the things without relations.
 */
public final class Captioner {
  private static final List<List<String>> OPENERS =
      List.of(
          List.of(),
          List.of(),
          List.of("we", "see"),
          List.of("here", "we", "see"),
          List.of("a", "picture", "of"));
  private static final double SIZE_SHARE = 0.35;
  private static final double LIST_SHARE = 0.15;
  private static final double VERB_SHARE = 0.3;

  private Captioner() {}

  /**
   * Describes a scene; the same scene is always described in the same way.
   *
   * @param scene the scene
   * @return a true caption
   */
  public static Caption describe(Scene scene) {
    return describe(scene, 0);
  }

  /**
   * Describes a scene in one of many ways.
   *
   * @param scene the scene
   * @param variant which way; another number draws order, opener and adjectives anew
   * @return a true caption
   */
  public static Caption describe(Scene scene, int variant) {
    Random random = Seeds.random(scene.seed(), 1000L + variant);
    List<Entity> entities = scene.entities();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < entities.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    List<Word> words = new ArrayList<>();
    List<String> opener = OPENERS.get(random.nextInt(OPENERS.size()));
    opener.forEach(word -> words.add(Word.function(word)));
    boolean relations = random.nextDouble() >= LIST_SHARE;
    Entity subject = entities.get(order.get(0));
    addPhrase(words, subject, order.get(0), entities.size() == 1, random);
    boolean sentence = opener.isEmpty() && relations && entities.size() > 1;
    if (sentence && random.nextDouble() < VERB_SHARE) {
      words.add(Word.function(subject.count() > 1 ? "are" : "is"));
    }
    for (int i = 1; i < order.size(); i++) {
      if (i > 1 || !relations) {
        words.add(Word.function("and"));
      }
      Entity other = entities.get(order.get(i));
      boolean last = i == order.size() - 1;
      boolean determined = last;
      if (relations) {
        Relation relation = Relation.between(subject, other);
        addRelation(words, relation, order.get(0), last);
        determined |= countWith(relation, subject, entities) == 1;
      }
      addPhrase(words, other, order.get(i), determined, random);
    }
    return new Caption(words);
  }

  private static void addPhrase(
      List<Word> words, Entity entity, int index, boolean determined, Random random) {
    boolean sized = random.nextDouble() < SIZE_SHARE;
    String color = entity.color().word();
    String first = sized ? entity.size().word() : color;
    String count = entity.count() > 1 ? "two" : English.article(first);
    words.add(new Word(count, Word.Kind.COUNT, index, false));
    if (sized) {
      words.add(new Word(first, Word.Kind.SIZE, index, determined));
    }
    words.add(new Word(color, Word.Kind.COLOR, index, determined));
    words.add(new Word(entity.concept().word(), Word.Kind.NAME, index, true));
    if (entity.count() > 1) {
      words.add(Word.function(Word.PLURAL));
    }
  }

  private static void addRelation(
      List<Word> words, Relation relation, int subject, boolean determined) {
    List<String> tokens = relation.words();
    words.add(new Word(tokens.get(0), Word.Kind.RELATION, subject, determined));
    tokens.subList(1, tokens.size()).forEach(token -> words.add(Word.function(token)));
  }

  private static long countWith(Relation relation, Entity subject, List<Entity> entities) {
    return entities.stream()
        .filter(e -> !e.equals(subject) && Relation.between(subject, e) == relation)
        .count();
  }
}

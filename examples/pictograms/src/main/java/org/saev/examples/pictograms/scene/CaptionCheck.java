package org.saev.examples.pictograms.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells whether a caption is true and complete.
 *
 * <p>Every thing of the scene must be named once, with its colour and number; a size or relation
 * that is claimed must hold. Whatever breaks the grammar of {@link Captioner} is false.
 */
public final class CaptionCheck {
  private static final List<String> OPENER_WORDS = List.of("we", "see", "here", "picture");

  private final Scene scene;
  private final List<String> tokens;
  private final List<Entity> named = new ArrayList<>();
  private int next;

  private CaptionCheck(Scene scene, List<String> tokens) {
    this.scene = scene;
    this.tokens = tokens;
  }

  /**
   * Checks a caption.
   *
   * @param scene what it should be about
   * @param tokens the caption
   * @return whether it is true and complete
   */
  public static boolean isTrue(Scene scene, List<String> tokens) {
    return new CaptionCheck(scene, tokens).check();
  }

  private boolean check() {
    skipOpener();
    if (!phrase(null)) {
      return false;
    }
    boolean verb = accept("is") || accept("are");
    while (next < tokens.size()) {
      boolean joined = accept("and");
      Relation relation = relation();
      if ((!joined && relation == null) || (verb && relation == null) || !phrase(relation)) {
        return false;
      }
    }
    return named.size() == scene.entities().size();
  }

  private void skipOpener() {
    int last = -1;
    for (int i = 0; i < tokens.size(); i++) {
      last = OPENER_WORDS.contains(tokens.get(i)) ? i : last;
    }
    next = last + 1;
    if (last >= 0 && tokens.get(last).equals("picture")) {
      accept("of");
    }
  }

  private boolean phrase(Relation relation) {
    boolean two = accept("two");
    if (!two && !accept("a") && !accept("an")) {
      return false;
    }
    IconSize size =
        Arrays.stream(IconSize.values()).filter(s -> accept(s.word())).findFirst().orElse(null);
    String color = take();
    String name = take();
    boolean plural = accept(Word.PLURAL);
    for (Entity entity : scene.entities()) {
      if (entity.color().word().equals(color) && entity.concept().word().equals(name)) {
        boolean counted = two == plural && two == (entity.count() == 2);
        boolean related = relation == null || Relation.between(named.get(0), entity) == relation;
        boolean fresh = !named.contains(entity);
        named.add(entity);
        return counted && related && fresh && (size == null || size == entity.size());
      }
    }
    return false;
  }

  private Relation relation() {
    for (Relation relation : Relation.values()) {
      List<String> words = relation.words();
      int end = Math.min(next + words.size(), tokens.size());
      if (tokens.subList(next, end).equals(words)) {
        next = end;
        return relation;
      }
    }
    return null;
  }

  private boolean accept(String token) {
    boolean found = next < tokens.size() && tokens.get(next).equals(token);
    next += found ? 1 : 0;
    return found;
  }

  private String take() {
    return next < tokens.size() ? tokens.get(next++) : "";
  }
}

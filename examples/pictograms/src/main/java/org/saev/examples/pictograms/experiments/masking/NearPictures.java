package org.saev.examples.pictograms.experiments.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.saev.examples.pictograms.scene.Concept;
import org.saev.examples.pictograms.scene.Concepts;
import org.saev.examples.pictograms.scene.Entity;
import org.saev.examples.pictograms.scene.IconColor;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Seeds;

/**
 * Pictures that differ from a scene's in one thing only: another concept or another colour in the
 * same place. Whatever the scene's composition, the new one may be of any split.
 */
final class NearPictures {

  /** Near pictures of a scene: every other one has another concept, the rest another colour. */
  static final int COUNT = 4;

  private static final int PURPOSE = 77;

  private NearPictures() {}

  static List<Picture> of(Scene scene, SceneRenderer renderer) {
    Random random = Seeds.random(scene.seed(), PURPOSE);
    List<Picture> pictures = new ArrayList<>(COUNT);
    for (int i = 0; i < COUNT; i++) {
      int changed = random.nextInt(scene.entities().size());
      List<Entity> entities = new ArrayList<>(scene.entities());
      Entity own = entities.get(changed);
      Concept concept = own.concept();
      IconColor color = own.color();
      if (i % 2 == 0) {
        concept = other(Concepts.all(), c -> has(scene, e -> e.concept().equals(c)), random);
      } else {
        List<IconColor> all = Arrays.asList(IconColor.values());
        color = other(all, c -> has(scene, e -> e.color() == c), random);
      }
      entities.set(changed, new Entity(concept, color, own.size(), own.icons()));
      pictures.add(
          renderer.render(
              new Scene(scene.id() + "-near-" + i, entities, scene.background(), scene.seed())));
    }
    return pictures;
  }

  private static boolean has(Scene scene, Predicate<Entity> what) {
    return scene.entities().stream().anyMatch(what);
  }

  private static <T> T other(List<T> all, Predicate<T> taken, Random random) {
    List<T> free = all.stream().filter(taken.negate()).toList();
    return free.get(random.nextInt(free.size()));
  }
}

package org.saev.examples.pictograms.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.saev.examples.pictograms.scene.Entity.Placement;

/** Invents scenes. The same seed, split and number give the same scene for ever. */
public final class SceneGenerator {
  private static final int PLACEMENT_TRIES = 100;
  private static final double PAIR_SHARE = 0.25;

  private final long seed;

  /**
   * Makes a generator.
   *
   * @param seed the seed of all its scenes
   */
  public SceneGenerator(long seed) {
    this.seed = seed;
  }

  /**
   * A scene of one to three things; two are as frequent as one and three together.
   *
   * @param split the family
   * @param number which one of the family, 0 or more
   * @return the scene
   */
  public Scene scene(Split split, long number) {
    long sceneSeed = sceneSeed(split, number);
    int[] mixture = {1, 2, 2, 3};
    return build(split, number, sceneSeed, mixture[Seeds.random(sceneSeed, 0).nextInt(4)]);
  }

  /**
   * A scene with a given number of things.
   *
   * @param split the family
   * @param number which one of the family, 0 or more
   * @param entities number of things, 1 to 3
   * @return the scene
   */
  public Scene scene(Split split, long number, int entities) {
    if (entities < 1 || entities > 3) {
      throw new IllegalArgumentException("a scene has 1 to 3 things, but asked for " + entities);
    }
    return build(split, number, Seeds.mix(sceneSeed(split, number), entities), entities);
  }

  private long sceneSeed(Split split, long number) {
    return Seeds.mix(Seeds.mix(seed, split.ordinal()), number);
  }

  private Scene build(Split split, long number, long sceneSeed, int entities) {
    Random random = Seeds.random(sceneSeed, 1);
    List<Entity> placed = null;
    while (placed == null) {
      placed = tryPlace(look(split, entities, random), random);
    }
    String id = split.label() + "-" + seed + "-" + number + "-" + entities;
    return new Scene(id, placed, Background.random(random), sceneSeed);
  }

  /** A thing without a place. */
  private record Look(Concept concept, IconColor color, IconSize size, int pixels, int count) {
    int width() {
      return count * pixels;
    }
  }

  private static List<Look> look(Split split, int entities, Random random) {
    List<Look> looks = new ArrayList<>();
    int icons = entities;
    while (looks.size() < entities) {
      Concept concept = Concepts.all().get(random.nextInt(Concepts.all().size()));
      IconColor color = IconColor.values()[random.nextInt(IconColor.values().length)];
      IconSize size = IconSize.values()[random.nextInt(IconSize.values().length)];
      int pixels = size.pixels().get(random.nextInt(size.pixels().size()));
      boolean pair = icons < 3 && random.nextDouble() < PAIR_SHARE;
      boolean distinct =
          looks.stream().noneMatch(l -> l.concept().equals(concept) || l.color() == color);
      if (distinct && split.allows(concept, color)) {
        looks.add(new Look(concept, color, size, pixels, pair ? 2 : 1));
        icons += pair ? 1 : 0;
      }
    }
    return looks;
  }

  /** Places without overlap and with clear relations, or null if chance found no such places. */
  private static List<Entity> tryPlace(List<Look> looks, Random random) {
    for (int attempt = 0; attempt < PLACEMENT_TRIES; attempt++) {
      List<Entity> placed = looks.stream().map(look -> place(look, random)).toList();
      if (isLegible(placed)) {
        return placed;
      }
    }
    return null;
  }

  private static Entity place(Look look, Random random) {
    int left = random.nextInt(Scene.PIXELS - look.width() + 1);
    int top = random.nextInt(Scene.PIXELS - look.pixels() + 1);
    List<Placement> icons =
        Stream.iterate(left, x -> x + look.pixels())
            .limit(look.count())
            .map(x -> new Placement(x, top, look.pixels()))
            .toList();
    return new Entity(look.concept(), look.color(), look.size(), icons);
  }

  private static boolean isLegible(List<Entity> entities) {
    for (int i = 0; i < entities.size(); i++) {
      for (int j = 0; j < i; j++) {
        Entity a = entities.get(i);
        Entity b = entities.get(j);
        if (overlap(a, b)
            || !Relation.isClear(b.centerX() - a.centerX(), b.centerY() - a.centerY())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean overlap(Entity a, Entity b) {
    Placement p = a.icons().get(0);
    Placement q = b.icons().get(0);
    return p.left() < q.left() + q.pixels() * b.count()
        && q.left() < p.left() + p.pixels() * a.count()
        && p.top() < q.top() + q.pixels()
        && q.top() < p.top() + p.pixels();
  }
}

package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;
import org.saev.examples.pictograms.training.Example;

/**
 * Invents pairs: fresh scenes of the compositions that the model was trained on. The same numbers
 * give the same pairs for ever.
 */
public final class Pairs {

  /** One caption in this many is false in {@link #corrupted}. */
  public static final int CORRUPT_EVERY = 5;

  private static final int NOISY_CYCLE = 5;
  private static final int NOISY_IN_CYCLE = 2;

  private Pairs() {}

  /**
   * Pairs whose captions are all true.
   *
   * @param count how many
   * @param seed of the scenes; another one than the model was trained with
   * @param renderer draws them
   * @return the pairs
   */
  public static List<Pair> clean(int count, long seed, SceneRenderer renderer) {
    return matched(Split.VALIDATION, count, seed, renderer);
  }

  /**
   * Pairs with true captions, of compositions that the model has never seen.
   *
   * @param count how many
   * @param seed of the scenes
   * @param renderer draws them
   * @return the pairs
   */
  public static List<Pair> heldOut(int count, long seed, SceneRenderer renderer) {
    return matched(Split.HELD_OUT, count, seed, renderer);
  }

  private static List<Pair> matched(Split split, int count, long seed, SceneRenderer renderer) {
    SceneGenerator generator = new SceneGenerator(seed);
    List<Pair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Scene scene = generator.scene(split, i);
      pairs.add(new Pair(Example.of(scene, renderer), Optional.empty()));
    }
    return pairs;
  }

  /**
   * Pairs of which every fifth has a false caption, from the first on.
   *
   * @param count how many
   * @param seed of the scenes; another one than the model was trained with
   * @param corruption how captions are made false
   * @param renderer draws the scenes
   * @return the pairs
   */
  public static List<Pair> corrupted(
      int count, long seed, Corruption corruption, SceneRenderer renderer) {
    List<Pair> pairs = clean(count, seed, renderer);
    for (int i = 0; i < count; i += CORRUPT_EVERY) {
      pairs.set(i, corrupt(pairs.get(i).example(), i, count, seed, corruption));
    }
    return pairs;
  }

  /**
   * Pairs as of the web: two in five have a false caption, in turn that of another scene, one with
   * a wrong colour and one with a wrong object.
   *
   * @param count how many
   * @param seed of the scenes; another one than the model was trained with
   * @param renderer draws the scenes
   * @return the pairs
   */
  public static List<Pair> noisy(int count, long seed, SceneRenderer renderer) {
    List<Pair> pairs = clean(count, seed, renderer);
    Corruption[] ways = Corruption.values();
    int corrupted = 0;
    for (int i = 0; i < count; i++) {
      if (i % NOISY_CYCLE < NOISY_IN_CYCLE) {
        Corruption way = ways[corrupted++ % ways.length];
        pairs.set(i, corrupt(pairs.get(i).example(), i, count, seed, way));
      }
    }
    return pairs;
  }

  /**
   * Which captions are true.
   *
   * @param pairs the pairs
   * @return a value a pair, in their order
   */
  public static boolean[] truth(List<Pair> pairs) {
    boolean[] truth = new boolean[pairs.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = pairs.get(i).matched();
    }
    return truth;
  }

  /** Takes what it needs of another scene from the first beyond the set that shares no concept. */
  private static Pair corrupt(
      Example own, int number, int count, long seed, Corruption corruption) {
    SceneGenerator generator = new SceneGenerator(seed);
    long other = count + (long) number;
    Scene donor = generator.scene(Split.VALIDATION, other);
    while (Corruption.shareConcept(own.scene(), donor)) {
      other += count;
      donor = generator.scene(Split.VALIDATION, other);
    }
    return new Pair(
        new Example(
            own.scene(),
            own.picture(),
            corruption.apply(own.scene(), own.caption(), donor, number)),
        Optional.of(corruption));
  }
}

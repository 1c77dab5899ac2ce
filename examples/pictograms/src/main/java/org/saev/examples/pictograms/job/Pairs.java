package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.List;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;
import org.saev.examples.pictograms.training.Example;

/** Invents pairs of which a known share has a caption of another scene. */
final class Pairs {

  private static final int SWAP_EVERY = 5;

  private Pairs() {}

  /**
   * Fresh scenes of the compositions that the model was trained on; every fifth caption is swapped.
   *
   * @param seed of the scenes; another one than the model was trained with
   */
  static List<Pair> of(int count, long seed, SceneRenderer renderer) {
    SceneGenerator generator = new SceneGenerator(seed);
    List<Pair> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Scene scene = generator.scene(Split.VALIDATION, i);
      Example own = Example.of(scene, renderer);
      pairs.add(i % SWAP_EVERY == 0 ? swapped(own, i, count, generator) : new Pair(own, true));
    }
    return pairs;
  }

  /**
   * The caption of a scene beyond the others, the first that has nothing in common with this one.
   */
  private static Pair swapped(Example own, int number, int count, SceneGenerator generator) {
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
            Corruption.SWAPPED.apply(own.scene(), own.caption(), donor, number)),
        false);
  }
}

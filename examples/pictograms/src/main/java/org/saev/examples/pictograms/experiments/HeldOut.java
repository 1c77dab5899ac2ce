package org.saev.examples.pictograms.experiments;

import java.io.IOException;
import java.util.List;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.store.ActivationStore;

/**
 * Pairs with true captions that experiments measure on: compositions that neither the model nor the
 * autoencoders have seen.
 *
 * @param scenes how many
 * @param seed of the scenes
 */
public record HeldOut(int scenes, long seed) {

  /** Those of the figures in the example's documentation. */
  public static final HeldOut STANDARD = new HeldOut(1000, 103);

  /**
   * The first pairs.
   *
   * @param count how many, no more than the scenes
   * @return fewer scenes of the same seed
   */
  public HeldOut first(int count) {
    return new HeldOut(Math.min(count, scenes), seed);
  }

  /**
   * The pairs.
   *
   * @param workplace draws them
   * @return in the order of the store
   */
  public List<Pair> pairs(Workplace workplace) {
    return Pairs.heldOut(scenes, seed, workplace.renderer());
  }

  /**
   * Their activations.
   *
   * @param workplace captures them, unless it did so before
   * @return the store, which the workplace closes
   * @throws IOException if it can't be written
   */
  public ActivationStore store(Workplace workplace) throws IOException {
    return workplace.store("held-out-" + scenes, this, () -> pairs(workplace));
  }
}

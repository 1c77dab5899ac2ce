package org.saev.examples.pictograms.job;

import java.util.Optional;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.training.Example;

/**
 * A picture with a caption that is true of it, or one that was made false.
 *
 * @param example the scene, its picture and the caption given to it
 * @param corruption how the caption was made false; empty for the scene's own
 */
public record Pair(Example example, Optional<Corruption> corruption) {

  /**
   * Names the pair in stores, scores and filters.
   *
   * @return the scene's id
   */
  public String id() {
    return example.scene().id();
  }

  /**
   * Tells whether the caption is the scene's own.
   *
   * @return true for a true caption
   */
  public boolean matched() {
    return corruption.isEmpty();
  }
}

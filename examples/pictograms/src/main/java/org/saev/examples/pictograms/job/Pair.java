package org.saev.examples.pictograms.job;

import org.saev.examples.pictograms.training.Example;

/**
 * A picture with a caption that is true of it, or one of another scene.
 *
 * @param example the scene, its picture and the caption given to it
 * @param matched whether the caption is the scene's own
 */
record Pair(Example example, boolean matched) {

  String id() {
    return example.scene().id();
  }
}

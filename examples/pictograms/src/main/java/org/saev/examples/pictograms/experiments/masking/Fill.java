package org.saev.examples.pictograms.experiments.masking;

import java.util.Locale;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.method.PatchMask;

/** What a masked patch looks like. */
enum Fill {
  /** As the paper has it; a thing may be black, and no background is. */
  BLACK,
  /** As light as a background. */
  LIGHT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Picture apply(PatchMask mask, Picture picture) {
    boolean[] masked = new boolean[Scene.PATCHES];
    for (int patch = 0; patch < masked.length; patch++) {
      masked[patch] = !mask.keeps(patch / Scene.GRID, patch % Scene.GRID);
    }
    return this == BLACK ? picture.withBlackPatches(masked) : picture.withLightPatches(masked);
  }
}

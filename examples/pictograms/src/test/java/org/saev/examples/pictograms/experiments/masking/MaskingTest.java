package org.saev.examples.pictograms.experiments.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;
import org.saev.method.PatchMask;

class MaskingTest {

  private final SceneRenderer renderer = new SceneRenderer();
  private final Scene scene = new SceneGenerator(5).scene(Split.HELD_OUT, 0, 2);
  private final Picture picture = renderer.render(scene);

  @Test
  void nearPictures_differFromTheOwnOnlyWhereOneThingIs() {
    List<Picture> near = NearPictures.of(scene, renderer);
    assertThat(near).hasSize(NearPictures.COUNT);
    for (Picture other : near) {
      Set<Integer> things = new HashSet<>();
      for (int i = 0; i < Picture.VALUES; i++) {
        if (other.rgb()[i] != picture.rgb()[i]) {
          things.add(thingAt(i % (Scene.PIXELS * Scene.PIXELS)));
        }
      }
      assertThat(things).hasSize(1);
    }
  }

  /** The thing whose square of pixels has this one; squares don't overlap. */
  private int thingAt(int pixel) {
    int x = pixel % Scene.PIXELS;
    int y = pixel / Scene.PIXELS;
    for (int thing = 0; thing < scene.entities().size(); thing++) {
      boolean inside =
          scene.entities().get(thing).icons().stream()
              .anyMatch(
                  icon ->
                      x >= icon.left()
                          && x < icon.left() + icon.pixels()
                          && y >= icon.top()
                          && y < icon.top() + icon.pixels());
      if (inside) {
        return thing;
      }
    }
    throw new AssertionError("a pixel of the background has changed");
  }

  @Test
  void fill_paintsMaskedPatchesOnly() {
    boolean[] keep = new boolean[Scene.PATCHES];
    keep[8] = true;
    PatchMask mask = PatchMask.of(Scene.GRID, Scene.GRID, keep);
    for (Fill fill : Fill.values()) {
      Picture masked = fill.apply(mask, picture);
      float[] values = new float[Picture.VALUES];
      masked.normalizeInto(values, 0);
      for (int i = 0; i < Picture.VALUES; i++) {
        int x = i % Scene.PIXELS;
        int y = i / Scene.PIXELS % Scene.PIXELS;
        if (y / Scene.PATCH_PIXELS == 1 && x / Scene.PATCH_PIXELS == 1) {
          assertThat(masked.rgb()[i]).isEqualTo(picture.rgb()[i]);
        } else {
          assertThat(values[i]).isEqualTo(fill == Fill.LIGHT ? 0f : 235 / 64f);
        }
      }
    }
  }
}

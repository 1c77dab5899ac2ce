package org.saev.examples.pictograms.scene;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.saev.examples.pictograms.scene.Entity.Placement;

/** Draws scenes and knows where their things are. Thread-safe; drawing one takes microseconds. */
public final class SceneRenderer {
  private static final int COLOR_JITTER = 10;

  private record Glyph(Concept concept, int pixels) {}

  private final Map<Glyph, byte[]> masks = new HashMap<>();

  /** Rasterises all icons at all sizes, which takes a second or two. */
  public SceneRenderer() {
    IconFont font = new IconFont();
    for (Concept concept : Concepts.all()) {
      for (IconSize size : IconSize.values()) {
        for (int pixels : size.pixels()) {
          masks.put(new Glyph(concept, pixels), font.mask(concept.icon(), pixels));
        }
      }
    }
  }

  /**
   * Draws a scene.
   *
   * @param scene the scene
   * @return the picture
   */
  public Picture render(Scene scene) {
    byte[] rgb = new byte[Picture.VALUES];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i % (Scene.PIXELS * Scene.PIXELS);
      int x = pixel % Scene.PIXELS;
      int y = pixel / Scene.PIXELS;
      int channel = i / (Scene.PIXELS * Scene.PIXELS);
      rgb[i] = (byte) scene.background().component(channel, x, y, scene.seed());
    }
    Random random = Seeds.random(scene.seed(), 2);
    for (Entity entity : scene.entities()) {
      int[] paint = new int[3];
      for (int channel = 0; channel < 3; channel++) {
        int jitter = random.nextInt(2 * COLOR_JITTER + 1) - COLOR_JITTER;
        paint[channel] = Math.min(255, Math.max(0, entity.color().component(channel) + jitter));
      }
      entity.icons().forEach(icon -> draw(rgb, mask(entity, icon), icon, paint));
    }
    return new Picture(rgb);
  }

  /**
   * The share of each patch that each thing covers.
   *
   * @param scene the scene
   * @return [entities][{@value Scene#PATCHES}], 0 to 1
   */
  public float[][] coverage(Scene scene) {
    float[][] coverage = new float[scene.entities().size()][Scene.PATCHES];
    float patchArea = (float) IconFont.FULL * Scene.PATCH_PIXELS * Scene.PATCH_PIXELS;
    for (int e = 0; e < coverage.length; e++) {
      float[] patches = coverage[e];
      Entity entity = scene.entities().get(e);
      for (Placement icon : entity.icons()) {
        byte[] mask = mask(entity, icon);
        for (int i = 0; i < mask.length; i++) {
          int x = icon.left() + i % icon.pixels();
          int y = icon.top() + i / icon.pixels();
          patches[Picture.patch(x, y)] += mask[i] / patchArea;
        }
      }
    }
    return coverage;
  }

  private byte[] mask(Entity entity, Placement icon) {
    byte[] mask = masks.get(new Glyph(entity.concept(), icon.pixels()));
    if (mask == null) {
      throw new IllegalArgumentException(
          entity.concept().word() + " has no icon of " + icon.pixels() + " pixels");
    }
    return mask;
  }

  private static void draw(byte[] rgb, byte[] mask, Placement icon, int[] paint) {
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < mask.length; i++) {
        int x = icon.left() + i % icon.pixels();
        int y = icon.top() + i / icon.pixels();
        int target = (channel * Scene.PIXELS + y) * Scene.PIXELS + x;
        int behind = (rgb[target] & 0xFF) * (IconFont.FULL - mask[i]);
        rgb[target] =
            (byte) ((behind + paint[channel] * mask[i] + IconFont.FULL / 2) / IconFont.FULL);
      }
    }
  }
}

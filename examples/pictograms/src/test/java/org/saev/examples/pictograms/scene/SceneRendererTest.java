package org.saev.examples.pictograms.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.scene.Background.Texture;
import org.saev.examples.pictograms.scene.Entity.Placement;

class SceneRendererTest {
  private static final SceneRenderer RENDERER = new SceneRenderer();
  private static final Background WHITE = new Background(Texture.PLAIN, 255, 255, 255, 0, 4);

  @Test
  void render_onEveryJavaRelease_givesTheSameBits() {
    SceneGenerator generator = new SceneGenerator(1);
    int hash = 1;
    for (int i = 0; i < 300; i++) {
      hash = 31 * hash + Arrays.hashCode(RENDERER.render(generator.scene(Split.TRAIN, i)).rgb());
    }
    assertThat(hash).isEqualTo(-1234463399);
  }

  @Test
  void render_pixelsOutsideTheIcon_areBackground() {
    Scene scene = blackStar(new Placement(8, 16, 18));
    Picture picture = RENDERER.render(scene);
    for (int i = 0; i < Picture.VALUES; i++) {
      int x = i % Scene.PIXELS;
      int y = i / Scene.PIXELS % Scene.PIXELS;
      boolean inside = x >= 8 && x < 26 && y >= 16 && y < 34;
      if (!inside) {
        assertThat(picture.rgb()[i]).isEqualTo((byte) 255);
      }
    }
  }

  @Test
  void coverage_agreesWithDarkPixels() {
    Scene scene = blackStar(new Placement(8, 16, 18));
    byte[] rgb = RENDERER.render(scene).rgb();
    float[] darkness = new float[Scene.PATCHES];
    for (int y = 0; y < Scene.PIXELS; y++) {
      for (int x = 0; x < Scene.PIXELS; x++) {
        float dark = (255 - (rgb[y * Scene.PIXELS + x] & 0xFF)) / 235f;
        darkness[Picture.patch(x, y)] += dark / Scene.PATCH_PIXELS / Scene.PATCH_PIXELS;
      }
    }
    float[] coverage = RENDERER.coverage(scene)[0];
    for (int p = 0; p < Scene.PATCHES; p++) {
      assertThat(coverage[p]).isCloseTo(darkness[p], within(0.06f));
    }
    assertThat(coverage[2 * Scene.GRID + 2]).isGreaterThan(0.3f);
    assertThat(coverage[0]).isZero();
  }

  @Test
  void coverage_ofAPair_isTwiceThatOfOne() {
    float[] one = RENDERER.coverage(blackStar(new Placement(8, 16, 18)))[0];
    float[] two =
        RENDERER.coverage(blackStar(new Placement(8, 16, 18), new Placement(26, 16, 18)))[0];
    assertThat(sum(two)).isCloseTo(2 * sum(one), within(1e-4f));
  }

  @Test
  void icons_ofAllConcepts_differ() {
    IconFont font = new IconFont();
    List<List<Byte>> masks =
        Concepts.all().stream().map(c -> list(font.mask(c.icon(), 18))).toList();
    assertThat(masks).doesNotHaveDuplicates();
  }

  @Test
  void withBlackPatches_blackensThoseAlone() {
    Picture picture = RENDERER.render(blackStar(new Placement(8, 16, 18)));
    boolean[] masked = new boolean[Scene.PATCHES];
    masked[Scene.PATCHES - 1] = true;
    byte[] rgb = picture.withBlackPatches(masked).rgb();
    for (int i = 0; i < Picture.VALUES; i++) {
      int x = i % Scene.PIXELS;
      int y = i / Scene.PIXELS % Scene.PIXELS;
      boolean black = Picture.patch(x, y) == Scene.PATCHES - 1;
      assertThat(rgb[i]).isEqualTo(black ? 0 : picture.rgb()[i]);
    }
  }

  @Test
  void toImage_hasTheSamePixels() {
    Picture picture = RENDERER.render(new SceneGenerator(1).scene(Split.TRAIN, 2));
    int plane = Scene.PIXELS * Scene.PIXELS;
    int pixel = 20 * Scene.PIXELS + 30;
    int rgb = picture.toImage().getRGB(30, 20);
    assertThat((byte) (rgb >> 16)).isEqualTo(picture.rgb()[pixel]);
    assertThat((byte) (rgb >> 8)).isEqualTo(picture.rgb()[plane + pixel]);
    assertThat((byte) rgb).isEqualTo(picture.rgb()[2 * plane + pixel]);
  }

  private static Scene blackStar(Placement... icons) {
    Entity star =
        new Entity(Concepts.named("star"), IconColor.BLACK, IconSize.SMALL, List.of(icons));
    return new Scene("test", List.of(star), WHITE, 1);
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static List<Byte> list(byte[] values) {
    Byte[] boxed = new Byte[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return List.of(boxed);
  }
}

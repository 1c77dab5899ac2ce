package org.saev.examples.pictograms.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.examples.pictograms.scene.Entity.Placement;

class SceneGeneratorTest {
  private final SceneGenerator generator = new SceneGenerator(3);

  @Test
  void scene_sameSeedAndNumber_isTheSame() {
    assertThat(new SceneGenerator(3).scene(Split.TRAIN, 17))
        .isEqualTo(generator.scene(Split.TRAIN, 17));
  }

  @Test
  void scene_anotherSeedSplitOrNumber_differs() {
    Scene scene = generator.scene(Split.TRAIN, 17);
    assertThat(generator.scene(Split.TRAIN, 18).entities()).isNotEqualTo(scene.entities());
    assertThat(generator.scene(Split.VALIDATION, 17).entities()).isNotEqualTo(scene.entities());
    assertThat(new SceneGenerator(4).scene(Split.TRAIN, 17).entities())
        .isNotEqualTo(scene.entities());
  }

  @ParameterizedTest
  @EnumSource(Split.class)
  void scene_ofEverySplit_hasOnlyItsCompositions(Split split) {
    for (Scene scene : scenes(split)) {
      for (Entity entity : scene.entities()) {
        boolean heldOut = Split.HELD_OUT.allows(entity.concept(), entity.color());
        assertThat(heldOut).isEqualTo(split == Split.HELD_OUT);
      }
    }
  }

  @Test
  void splits_together_holdOutATenthOfAllCompositions() {
    long heldOut =
        Concepts.all().stream()
            .flatMap(c -> IntStream.range(0, 8).mapToObj(i -> Split.HELD_OUT.allows(c, color(i))))
            .filter(held -> held)
            .count();
    assertThat(heldOut).isEqualTo(Concepts.all().size() * 8 / 10);
  }

  @Test
  void scene_always_isLegible() {
    for (Scene scene : scenes(Split.TRAIN)) {
      List<Placement> icons = scene.entities().stream().flatMap(e -> e.icons().stream()).toList();
      assertThat(icons).hasSizeBetween(1, 3);
      for (Placement icon : icons) {
        assertThat(icon.left()).isBetween(0, Scene.PIXELS - icon.pixels());
        assertThat(icon.top()).isBetween(0, Scene.PIXELS - icon.pixels());
        assertThat(icons)
            .filteredOn(other -> !other.equals(icon) && overlap(icon, other))
            .isEmpty();
      }
      assertThat(scene.entities()).extracting(Entity::color).doesNotHaveDuplicates();
      assertThat(scene.entities()).extracting(Entity::concept).doesNotHaveDuplicates();
    }
  }

  @Test
  void scene_withNumberOfThings_hasThatMany() {
    for (int entities = 1; entities <= 3; entities++) {
      assertThat(generator.scene(Split.TRAIN, 5, entities).entities()).hasSize(entities);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> generator.scene(Split.TRAIN, 5, 4))
        .withMessageContaining("4");
  }

  private List<Scene> scenes(Split split) {
    return IntStream.range(0, 300).mapToObj(i -> generator.scene(split, i)).toList();
  }

  private static IconColor color(int ordinal) {
    return IconColor.values()[ordinal];
  }

  private static boolean overlap(Placement a, Placement b) {
    return a.left() < b.left() + b.pixels()
        && b.left() < a.left() + a.pixels()
        && a.top() < b.top() + b.pixels()
        && b.top() < a.top() + a.pixels();
  }
}

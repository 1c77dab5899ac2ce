package org.saev.examples.pictograms.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.examples.pictograms.scene.Background.Texture;
import org.saev.examples.pictograms.scene.Entity.Placement;

class CaptionerTest {
  private static final List<Scene> SCENES =
      IntStream.range(0, 400).mapToObj(i -> new SceneGenerator(5).scene(Split.TRAIN, i)).toList();

  @Test
  void describe_always_isTrueAndComplete() {
    for (Scene scene : SCENES) {
      for (int variant = 0; variant < 4; variant++) {
        Caption caption = Captioner.describe(scene, variant);
        assertThat(CaptionCheck.isTrue(scene, caption.tokens())).as(caption.text()).isTrue();
      }
    }
  }

  @Test
  void describe_words_pointAtTheirThings() {
    for (Scene scene : SCENES) {
      for (Word word : Captioner.describe(scene).words()) {
        if (word.kind() == Word.Kind.NAME) {
          assertThat(scene.entities().get(word.entity()).concept().word()).isEqualTo(word.token());
        }
        if (word.kind() == Word.Kind.COLOR) {
          assertThat(scene.entities().get(word.entity()).color().word()).isEqualTo(word.token());
        }
      }
    }
  }

  @Test
  void describe_manyVariants_useEveryOrderAndOpener() {
    Set<String> texts =
        IntStream.range(0, 300)
            .mapToObj(variant -> Captioner.describe(airplaneAboveCats(), variant).text())
            .collect(Collectors.toSet());
    assertThat(texts)
        .contains(
            "a red airplane above two green cats",
            "a red airplane is above two green cats",
            "two green cats are below a red airplane",
            "we see two small green cats below a large red airplane",
            "a picture of a red airplane and two green cats");
  }

  @Test
  void describe_uniquelyDeterminedWords_areMarked() {
    Caption caption = Captioner.describe(airplaneAboveCats(), 0);
    List<Word> names = ofKind(caption, Word.Kind.NAME);
    List<Word> colors = ofKind(caption, Word.Kind.COLOR);
    assertThat(names).allMatch(Word::determined);
    assertThat(colors).extracting(Word::determined).containsExactly(false, true);
  }

  @ParameterizedTest
  @EnumSource(Corruption.class)
  void corruption_always_makesTheCaptionFalse(Corruption corruption) {
    for (int i = 0; i + 1 < SCENES.size(); i++) {
      Scene scene = SCENES.get(i);
      Scene other = SCENES.get(i + 1);
      if (!Corruption.shareConcept(scene, other)) {
        Caption truth = Captioner.describe(scene);
        Caption corrupted = corruption.apply(scene, truth, other, i);
        assertThat(CaptionCheck.isTrue(scene, corrupted.tokens())).as(corrupted.text()).isFalse();
        if (corruption != Corruption.SWAPPED) {
          assertThat(corrupted.words()).hasSameSizeAs(truth.words());
          assertThat(corrupted).isEqualTo(corruption.apply(scene, truth, other, i));
        }
      }
    }
  }

  @Test
  void swapped_withACommonConcept_isRefused() {
    Scene scene = SCENES.get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Corruption.SWAPPED.apply(scene, Captioner.describe(scene), scene, 1))
        .withMessageContaining("share a concept");
  }

  @Test
  void check_falseClaims_areFound() {
    Scene scene = airplaneAboveCats();
    for (String claim :
        List.of(
            "a red airplane below two green cats",
            "a red airplane above a green cat",
            "a red airplane above two red cats",
            "a small red airplane above two green cats",
            "a red airplane",
            "a red airplane above two green cats and a red airplane",
            "a red airplane above",
            "red airplane above two green cats",
            "a red airplane two green cats")) {
      assertThat(CaptionCheck.isTrue(scene, English.split(claim))).as(claim).isFalse();
    }
    assertThat(CaptionCheck.isTrue(scene, English.split("a red airplane above two green cats")))
        .isTrue();
  }

  @Test
  void english_plurals_areSplitAndJoined() {
    for (Concept concept : Concepts.all()) {
      String text = "two red " + concept.plural();
      assertThat(English.split(text)).containsExactly("two", "red", concept.word(), Word.PLURAL);
      assertThat(English.join(English.split(text))).isEqualTo(text);
    }
    assertThat(Concepts.named("knife").plural()).isEqualTo("knives");
    assertThat(Concepts.named("cherry").plural()).isEqualTo("cherries");
    assertThat(Concepts.named("key").plural()).isEqualTo("keys");
  }

  private static List<Word> ofKind(Caption caption, Word.Kind kind) {
    return caption.words().stream().filter(word -> word.kind() == kind).toList();
  }

  private static Scene airplaneAboveCats() {
    Entity airplane =
        new Entity(
            Concepts.named("airplane"),
            IconColor.RED,
            IconSize.LARGE,
            List.of(new Placement(10, 0, 26)));
    Entity cats =
        new Entity(
            Concepts.named("cat"),
            IconColor.GREEN,
            IconSize.SMALL,
            List.of(new Placement(4, 34, 18), new Placement(22, 34, 18)));
    Background background = new Background(Texture.PLAIN, 255, 255, 255, 0, 4);
    return new Scene("test", List.of(airplane, cats), background, 9);
  }
}

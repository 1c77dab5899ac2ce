package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.examples.pictograms.scene.CaptionCheck;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Entity;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.training.Example;

class PairsTest {
  private static final SceneRenderer RENDERER = new SceneRenderer();

  @Test
  void clean_pairs_haveTrueCaptionsAndNamesOfTheirOwn() {
    List<Pair> pairs = Pairs.clean(50, 3, RENDERER);
    assertThat(pairs).hasSize(50).allMatch(Pair::matched).allMatch(pair -> isTrue(pair.example()));
    assertThat(pairs).extracting(Pair::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void corrupted_pairs_haveAFalseCaptionInEveryFifth(Corruption corruption) {
    List<Pair> pairs = Pairs.corrupted(50, 3, corruption, RENDERER);
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(pairs.get(i).matched()).isEqualTo(i % 5 != 0);
      assertThat(isTrue(pairs.get(i).example())).isEqualTo(i % 5 != 0);
    }
    assertThat(pairs).filteredOn(pair -> !pair.matched()).hasSize(10);
  }

  @Test
  void noisy_pairs_haveTwoFalseCaptionsInFive_aThirdOfThemMadeFalseEachWay() {
    List<Pair> pairs = Pairs.noisy(60, 3, RENDERER);
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(pairs.get(i).matched()).isEqualTo(i % 5 >= 2);
      assertThat(isTrue(pairs.get(i).example())).isEqualTo(i % 5 >= 2);
    }
    for (Corruption way : Corruption.values()) {
      assertThat(pairs).filteredOn(pair -> pair.corruption().equals(Optional.of(way))).hasSize(8);
    }
    assertThat(pairs).extracting(Pair::id).doesNotHaveDuplicates();
  }

  @Test
  void corrupted_bySwapping_namesNothingThatIsShown() {
    for (Pair pair : Pairs.corrupted(100, 3, Corruption.SWAPPED, RENDERER)) {
      if (!pair.matched()) {
        assertThat(pair.example().caption().tokens())
            .doesNotContainAnyElementsOf(
                pair.example().scene().entities().stream()
                    .map(Entity::concept)
                    .map(concept -> concept.word())
                    .toList());
      }
    }
  }

  @Test
  void corrupted_sameSeed_givesTheSamePairs() {
    List<Pair> first = Pairs.corrupted(20, 3, Corruption.SWAPPED, RENDERER);
    List<Pair> second = Pairs.corrupted(20, 3, Corruption.SWAPPED, RENDERER);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).example().scene()).isEqualTo(first.get(i).example().scene());
      assertThat(second.get(i).example().caption()).isEqualTo(first.get(i).example().caption());
      assertThat(second.get(i).example().picture().rgb())
          .isEqualTo(first.get(i).example().picture().rgb());
    }
  }

  @Test
  void clean_otherSeed_givesOtherPairs() {
    assertThat(Pairs.clean(20, 3, RENDERER))
        .extracting(pair -> pair.example().scene().entities())
        .doesNotContainAnyElementsOf(
            Pairs.clean(20, 4, RENDERER).stream()
                .map(pair -> pair.example().scene().entities())
                .toList());
  }

  private static boolean isTrue(Example example) {
    return CaptionCheck.isTrue(example.scene(), example.caption().tokens());
  }
}

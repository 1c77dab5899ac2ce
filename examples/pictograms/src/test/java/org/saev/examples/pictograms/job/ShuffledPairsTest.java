package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.store.ActivationStore;
import org.saev.store.ActivationStoreWriter;

class ShuffledPairsTest {
  private static final List<Pair> PAIRS =
      Pairs.corrupted(30, 3, Corruption.SWAPPED, new SceneRenderer());

  @TempDir Path folder;

  /** Activations of width 1 that say which pair they are of; those of words are negative. */
  @BeforeEach
  void write() {
    try (ActivationStoreWriter writer = ActivationStoreWriter.to(folder).create()) {
      for (int i = 0; i < PAIRS.size(); i++) {
        String[] words = PAIRS.get(i).example().caption().tokens().toArray(String[]::new);
        TokenSequence tokens =
            TokenSequence.builder()
                .patches(PatchGrid.of(Scene.GRID, Scene.GRID))
                .special("<begin>")
                .text(words)
                .build();
        float[] activations = new float[tokens.size()];
        Arrays.fill(activations, 0, Scene.PATCHES, i + 1);
        Arrays.fill(activations, Scene.PATCHES, activations.length, -(i + 1));
        writer.append(Example.of(PAIRS.get(i).id(), tokens, FloatBuffer.wrap(activations)));
      }
    }
  }

  @Test
  void examples_haveThePatchesOfTrueExamplesWithTheWordsOfOthers() {
    try (ActivationStore store = ActivationStore.open(folder)) {
      ShuffledPairs shuffled = new ShuffledPairs(store, PAIRS);
      List<Example> examples = shuffled.examples().toList();
      assertThat(shuffled.exampleCount()).hasValue(24);
      assertThat(examples).hasSize(24);
      Set<Integer> pictures = new HashSet<>();
      for (Example example : examples) {
        FloatBuffer activations = example.activations();
        int picture = (int) activations.get(0) - 1;
        int caption = (int) -activations.get(Scene.PATCHES) - 1;
        pictures.add(picture);
        assertThat(PAIRS.get(picture).matched()).isTrue();
        assertThat(PAIRS.get(caption).matched()).isTrue();
        assertThat(
                Corruption.shareConcept(
                    PAIRS.get(picture).example().scene(), PAIRS.get(caption).example().scene()))
            .isFalse();
        assertThat(example.tokens()).isEqualTo(store.example(caption).tokens());
        assertThat(example.tokens().role(Scene.PATCHES)).isEqualTo(TokenRole.SPECIAL);
        for (int token = 0; token < example.tokens().size(); token++) {
          boolean image = example.tokens().modality(token) == Modality.IMAGE;
          assertThat(activations.get(token)).isEqualTo(image ? picture + 1 : -(caption + 1));
        }
      }
      assertThat(pictures).hasSize(24);
    }
  }

  @Test
  void construction_withoutAnotherScene_isRefused() {
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ShuffledPairs(store, PAIRS.subList(1, 2)))
          .withMessageContaining("give more pairs");
    }
  }
}

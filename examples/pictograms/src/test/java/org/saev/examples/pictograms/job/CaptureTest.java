package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.store.ActivationStore;

class CaptureTest {
  private static final Vocabulary VOCABULARY = new Vocabulary();
  private static final int WIDTH = 16;
  private static final int LAYER = 1;
  private static final Offset<Float> ROUNDING = within(1e-4f);

  /** More than fit into a batch. */
  private static final List<Pair> PAIRS = Pairs.clean(70, 3, new SceneRenderer());

  @TempDir Path folder;

  private final TrainedModels models = new TrainedModels(random(false), random(true));
  private final Capture capture = new Capture(models, LAYER);

  private static VisionLanguageModel random(boolean vision) {
    return VisionLanguageModel.random(new ModelConfig(VOCABULARY.size(), WIDTH, 2, 2, vision), 5);
  }

  @AfterEach
  void close() {
    models.close();
  }

  @Test
  void write_pairs_storesTokensActivationsAndLosses() throws IOException {
    List<Integer> done = new ArrayList<>();
    capture.write(PAIRS, folder, done::add);
    assertThat(done).containsExactly(64, 70);
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.exampleCount()).hasValue(70);
      assertThat(store.complete()).isTrue();
      for (int i : new int[] {0, 63, 64, 69}) {
        check(store.example(i), PAIRS.get(i));
      }
    }
  }

  /** Against a run of the pair alone, without anything to fill the batch up. */
  private void check(org.saev.activations.Example stored, Pair pair) {
    List<String> words = pair.example().caption().tokens();
    Batch seeing =
        Batch.of(VOCABULARY, List.of(pair.example().picture()), List.of(pair.example().caption()));
    Batch blind = Batch.of(VOCABULARY, null, List.of(pair.example().caption()));
    Inference.Capture alone = new Inference(models.model()).capture(seeing, LAYER);

    TokenSequence tokens = stored.tokens();
    assertThat(stored.id()).isEqualTo(pair.id());
    assertThat(tokens.size()).isEqualTo(Scene.PATCHES + 1 + words.size());
    assertThat(tokens.count(Modality.IMAGE)).isEqualTo(Scene.PATCHES);
    assertThat(tokens.count(Modality.TEXT)).isEqualTo(words.size());
    assertThat(tokens.role(Scene.PATCHES)).isEqualTo(TokenRole.SPECIAL);
    assertThat(tokens.text(Scene.PATCHES + 1)).hasValue(words.get(0));
    assertThat(tokens.row(8)).isEqualTo(1);
    assertThat(tokens.column(8)).isEqualTo(1);
    assertThat(floats(stored.activations())).containsExactly(alone.residual(), ROUNDING);
    assertThat(stored.extra(Extras.LOSS_CONDITIONED).orElseThrow()[0])
        .isCloseTo(mean(alone.losses()), ROUNDING);
    assertThat(stored.extra(Extras.LOSS_UNCONDITIONED).orElseThrow()[0])
        .isCloseTo(mean(new Inference(models.base()).losses(blind)), ROUNDING);
  }

  @Test
  void write_overAnOlderStore_replacesIt() throws IOException {
    capture.write(PAIRS, folder, done -> {});
    capture.write(PAIRS.subList(10, 13), folder, done -> {});
    try (ActivationStore store = ActivationStore.open(folder)) {
      assertThat(store.examples().map(org.saev.activations.Example::id))
          .containsExactlyElementsOf(PAIRS.subList(10, 13).stream().map(Pair::id).toList());
    }
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static float mean(float[] losses) {
    double sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return (float) (sum / losses.length);
  }
}

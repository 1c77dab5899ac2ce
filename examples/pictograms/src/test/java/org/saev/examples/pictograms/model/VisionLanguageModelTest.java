package org.saev.examples.pictograms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.model.Inference.Capture;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Captioner;
import org.saev.examples.pictograms.scene.Picture;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

class VisionLanguageModelTest {
  private static final Vocabulary VOCABULARY = new Vocabulary();
  private static final int WIDTH = 16;
  private static final List<Scene> SCENES =
      IntStream.range(0, 5).mapToObj(i -> new SceneGenerator(1).scene(Split.TRAIN, i)).toList();
  private static final List<Picture> PICTURES =
      SCENES.stream().map(new SceneRenderer()::render).toList();
  private static final List<Caption> CAPTIONS = SCENES.stream().map(Captioner::describe).toList();
  private static final Batch BATCH = Batch.of(VOCABULARY, PICTURES, CAPTIONS);

  @TempDir Path folder;
  private final VisionLanguageModel model =
      VisionLanguageModel.random(new ModelConfig(VOCABULARY.size(), WIDTH, 3, 2, true), 5);
  private final Inference inference = new Inference(model);

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void load_whatWasSaved_isTheSameToTheBit() throws IOException {
    Path file = folder.resolve("model.safetensors");
    model.save(file, Map.of("seed", "5"));
    try (VisionLanguageModel loaded = VisionLanguageModel.load(file)) {
      assertThat(loaded.config()).isEqualTo(model.config());
      assertThat(loaded.notes()).containsEntry("seed", "5");
      assertThat(new Inference(loaded).logits(BATCH)).isEqualTo(inference.logits(BATCH));
      model
          .weights()
          .forEach(
              (name, tensor) ->
                  assertThat(loaded.weights().get(name).values()).isEqualTo(tensor.values()));
    }
  }

  @Test
  void setWeights_ofAnotherModel_isRefused() {
    var smaller = new ModelConfig(VOCABULARY.size(), WIDTH, 2, 2, true);
    var narrower = new ModelConfig(VOCABULARY.size(), 8, 3, 2, true);
    try (var other = VisionLanguageModel.random(smaller, 5);
        var thin = VisionLanguageModel.random(narrower, 5)) {
      assertThatIOException()
          .isThrownBy(() -> model.setWeights(other.weights(), Path.of("other")))
          .withMessageContaining("layers.2.qkv.weight");
      assertThatIOException()
          .isThrownBy(() -> model.setWeights(thin.weights(), Path.of("thin")))
          .withMessageContaining("must have shape");
    }
  }

  @Test
  void capture_ofEveryLayer_hasOneRowPerToken() {
    int length = CAPTIONS.stream().mapToInt(c -> c.words().size()).max().orElseThrow() + 1;
    assertThat(BATCH.length()).isEqualTo(length);
    assertThat(Inference.tokens(BATCH)).isEqualTo(Scene.PATCHES + length);
    List<float[]> all = inference.captureAll(BATCH);
    assertThat(all).hasSize(4);
    for (int layer = 0; layer <= 3; layer++) {
      Capture capture = inference.capture(BATCH, layer);
      assertThat(capture.residual()).hasSize(5 * (Scene.PATCHES + length) * WIDTH);
      assertThat(capture.residual()).isEqualTo(all.get(layer));
      assertThat(capture.losses()).hasSize(5 * length).isEqualTo(inference.losses(BATCH));
    }
  }

  @Test
  void losses_agreeWithLogits_andAreZeroAtPadding() {
    float[] losses = inference.losses(BATCH);
    float[] logits = inference.logits(BATCH);
    for (int i = 0; i < losses.length; i++) {
      if (BATCH.targets()[i] == Vocabulary.PAD) {
        assertThat(losses[i]).isZero();
      } else {
        double sum = 0;
        for (int id = 0; id < VOCABULARY.size(); id++) {
          sum += Math.exp(logits[i * VOCABULARY.size() + id]);
        }
        float logit = logits[i * VOCABULARY.size() + (int) BATCH.targets()[i]];
        assertThat((double) losses[i]).isCloseTo(Math.log(sum) - logit, within(1e-4));
      }
    }
  }

  @Test
  void lossesReplacing_byTheSameStream_areTheSame() {
    for (int layer = 0; layer <= 3; layer++) {
      Capture capture = inference.capture(BATCH, layer);
      assertThat(inference.lossesReplacing(BATCH, layer, capture.residual()))
          .isEqualTo(capture.losses());
    }
  }

  @Test
  void lossesReplacing_byZeros_differ() {
    float[] zeros = new float[inference.capture(BATCH, 2).residual().length];
    assertThat(inference.lossesReplacing(BATCH, 2, zeros)).isNotEqualTo(inference.losses(BATCH));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inference.lossesReplacing(BATCH, 2, new float[3]))
        .withMessageContaining("but had 3");
  }

  @Test
  void captionTokens_seeThePictureAndThePastOnly() {
    List<int[]> ids = CAPTIONS.stream().map(VOCABULARY::encode).toList();
    List<int[]> changed = ids.stream().map(int[]::clone).toList();
    int last = ids.get(0).length - 2;
    changed.get(0)[last] = VOCABULARY.id("and");
    float[] before = inference.logits(Batch.ofIds(PICTURES, ids));
    float[] after = inference.logits(Batch.ofIds(PICTURES, changed));
    int row = VOCABULARY.size();
    assertThat(Arrays.copyOf(after, last * row)).isEqualTo(Arrays.copyOf(before, last * row));
    assertThat(Arrays.copyOfRange(after, last * row, (last + 1) * row))
        .isNotEqualTo(Arrays.copyOfRange(before, last * row, (last + 1) * row));
    List<Picture> otherPictures =
        List.of(
            PICTURES.get(1), PICTURES.get(1), PICTURES.get(2), PICTURES.get(3), PICTURES.get(4));
    assertThat(inference.logits(Batch.ofIds(otherPictures, ids))[0]).isNotEqualTo(before[0]);
  }

  @Test
  void imageTokens_doNotSeeTheCaption() {
    Batch swapped =
        Batch.of(VOCABULARY, PICTURES.subList(0, 2), List.of(CAPTIONS.get(1), CAPTIONS.get(0)));
    Batch straight = Batch.of(VOCABULARY, PICTURES.subList(0, 2), CAPTIONS.subList(0, 2));
    int image = Scene.PATCHES * WIDTH;
    assertThat(Arrays.copyOf(inference.capture(swapped, 3).residual(), image))
        .isEqualTo(Arrays.copyOf(inference.capture(straight, 3).residual(), image));
  }

  @Test
  void attentionToPatches_isAShareOfEachToken() {
    float[] attention = inference.attentionToPatches(BATCH, 2);
    assertThat(attention).hasSize(5 * BATCH.length() * Scene.PATCHES);
    for (int row = 0; row < 5 * BATCH.length(); row++) {
      double sum = 0;
      for (int p = 0; p < Scene.PATCHES; p++) {
        sum += attention[row * Scene.PATCHES + p];
      }
      assertThat(sum).isBetween(0.1, 1.00001);
    }
  }

  @Test
  void languageModel_hasNoEyes_untilItIsGivenThem() {
    var config = new ModelConfig(VOCABULARY.size(), WIDTH, 3, 2, false);
    try (var base = VisionLanguageModel.random(config, 1);
        var seeing = VisionLanguageModel.withEyes(base, 2)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Inference(base).losses(BATCH))
          .withMessageContaining("without pictures");
      Batch captions = Batch.of(VOCABULARY, null, CAPTIONS);
      assertThat(new Inference(seeing).losses(captions))
          .isEqualTo(new Inference(base).losses(captions));
      assertThat(new Inference(seeing).losses(BATCH)).hasSize(5 * BATCH.length());
    }
  }

  @Test
  void captionWriter_endsEveryCaption() {
    List<List<String>> captions = new CaptionWriter(model).describe(PICTURES);
    assertThat(captions).hasSize(5).allMatch(c -> c.size() <= Caption.MAX_WORDS);
  }

  @Test
  void arrays_areReleasedAfterEveryCall() {
    int before = model.manager().getManagedArrays().size();
    inference.capture(BATCH, 1);
    inference.attentionToPatches(BATCH, 1);
    inference.lossesReplacing(BATCH, 0, inference.capture(BATCH, 0).residual());
    assertThat(model.manager().getManagedArrays()).hasSize(before);
  }
}

package org.saev.examples.pictograms.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

class TrainerTest {
  private static final SceneRenderer RENDERER = new SceneRenderer();
  private static final Vocabulary VOCABULARY = new Vocabulary();

  @TempDir Path folder;

  @Test
  void update_onAFewScenes_learnsThemByHeart() {
    List<Example> examples = Example.list(new SceneGenerator(1), RENDERER, Split.TRAIN, 2, 4);
    TrainingBatch batch = TrainingBatch.of(examples, VOCABULARY, RENDERER);
    var plan = new TrainingPlan(Stage.MULTIMODAL, 150, 4, 0, 4e-3, 1);
    try (var model = tiny(true);
        Trainer trainer = trainer(model, plan, new ArrayList<>())) {
      double first = trainer.update(batch, plan.learningRate(0), 0);
      double last = first;
      for (int step = 1; step < 150; step++) {
        last = trainer.update(batch, plan.learningRate(step), step);
      }
      assertThat(first).isGreaterThan(4);
      assertThat(last).isLessThan(0.5);
    }
  }

  @Test
  void run_twice_givesTheSameBits() throws IOException {
    var plan = new TrainingPlan(Stage.MULTIMODAL, 4, 4, 2, 1e-3, 1);
    try (var a = tiny(true);
        var b = tiny(true)) {
      run(a, plan);
      run(b, plan);
      assertSameWeights(a, b);
    }
  }

  @Test
  void run_stoppedAndResumed_givesTheBitsOfAStraightRun() throws IOException {
    var plan = new TrainingPlan(Stage.MULTIMODAL, 6, 4, 2, 1e-3, 1);
    Path file = folder.resolve("stopped.safetensors");
    try (var straight = tiny(true);
        var stopped = tiny(true);
        var resumed = tiny(true)) {
      run(straight, plan);
      try (Trainer trainer = new Trainer(stopped, plan, RENDERER, file, line -> {})) {
        trainer.runUntil(3);
        trainer.checkpoint();
      }
      try (Trainer trainer = new Trainer(resumed, plan, RENDERER, file, line -> {})) {
        trainer.run();
      }
      assertSameWeights(straight, resumed);
    }
  }

  @Test
  void run_withTheCheckpointOfAnotherPlan_isRefused() throws IOException {
    Path file = folder.resolve("other.safetensors");
    var plan = new TrainingPlan(Stage.TEXT, 1, 4, 0, 1e-3, 1);
    var other = new TrainingPlan(Stage.TEXT, 2, 4, 0, 1e-3, 1);
    try (var model = tiny(false)) {
      try (Trainer trainer = new Trainer(model, plan, RENDERER, file, line -> {})) {
        trainer.run();
        trainer.checkpoint();
      }
      try (Trainer trainer = new Trainer(model, other, RENDERER, file, line -> {})) {
        assertThatIOException()
            .isThrownBy(trainer::run)
            .withMessageContaining("is of another training");
      }
    }
  }

  @Test
  void run_reportsProgress() throws IOException {
    List<String> lines = new ArrayList<>();
    var plan = new TrainingPlan(Stage.TEXT, 50, 2, 0, 1e-3, 1);
    try (var model = tiny(false);
        Trainer trainer = trainer(model, plan, lines)) {
      trainer.run();
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith("text: step 50 of 50, caption loss ").contains("s left");
  }

  @Test
  void run_withAnExplodingRate_stopsWithAnError() {
    var plan = new TrainingPlan(Stage.TEXT, 200, 2, 0, 1e30, 1);
    try (var model = tiny(false);
        Trainer trainer = trainer(model, plan, new ArrayList<>())) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(trainer::run)
          .withMessageContaining("lower the learning rate");
    }
  }

  @Test
  void learningRate_risesThenFalls() {
    var plan = new TrainingPlan(Stage.TEXT, 1000, 2, 0, 2e-3, 1);
    assertThat(plan.learningRate(0)).isCloseTo(2e-5f, within(1e-6f));
    assertThat(plan.learningRate(110)).isGreaterThan(1.9e-3f);
    assertThat(plan.learningRate(999)).isCloseTo(4e-5f, within(1e-6f));
  }

  @Test
  void trainingBatch_patchTargets_nameWhatThePatchesShow() {
    List<Example> examples = Example.list(new SceneGenerator(1), RENDERER, Split.TRAIN, 1, 1);
    TrainingBatch batch = TrainingBatch.of(examples, VOCABULARY, RENDERER);
    var entity = examples.get(0).scene().entities().get(0);
    float[] coverage = RENDERER.coverage(examples.get(0).scene())[0];
    int name = VOCABULARY.id(entity.concept().word());
    double sum = 0;
    for (int p = 0; p < coverage.length; p++) {
      boolean marked = batch.patchTargets()[p * VOCABULARY.size() + name] > 0;
      assertThat(marked).isEqualTo(coverage[p] > 0.1f);
    }
    for (float target : batch.patchTargets()) {
      sum += target;
    }
    assertThat(sum).isCloseTo(1, within(1e-4));
  }

  private static VisionLanguageModel tiny(boolean vision) {
    return VisionLanguageModel.random(new ModelConfig(VOCABULARY.size(), 32, 2, 2, vision), 3);
  }

  private Trainer trainer(VisionLanguageModel model, TrainingPlan plan, List<String> lines) {
    return new Trainer(model, plan, RENDERER, folder.resolve("none.safetensors"), lines::add);
  }

  private void run(VisionLanguageModel model, TrainingPlan plan) throws IOException {
    try (Trainer trainer = trainer(model, plan, new ArrayList<>())) {
      trainer.run();
    }
  }

  private static void assertSameWeights(VisionLanguageModel a, VisionLanguageModel b) {
    var expected = a.weights();
    b.weights()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.values()).as(name).isEqualTo(expected.get(name).values()));
  }
}

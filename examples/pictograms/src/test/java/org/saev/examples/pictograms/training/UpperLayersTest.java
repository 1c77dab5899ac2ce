package org.saev.examples.pictograms.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.ModelConfig;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

class UpperLayersTest {
  private static final SceneRenderer RENDERER = new SceneRenderer();
  private static final Vocabulary VOCABULARY = new Vocabulary();
  private static final int WIDTH = 32;
  private static final int LAYER = 1;

  @Test
  void train_onAFewPairs_learnsThemByHeart() {
    UpperLayers.Plan plan = new UpperLayers.Plan(LAYER, 150, 4, 4e-3, 1);
    try (var lower = tiny()) {
      List<UpperLayers.Pair> pairs = pairs(lower, 4);
      UpperLayers training = new UpperLayers(pairs, plan);
      try (var untrained = training.start(lower);
          var trained = training.train(lower, step -> {})) {
        assertThat(loss(untrained, pairs)).isGreaterThan(4);
        assertThat(loss(trained, pairs)).isLessThan(0.7);
      }
    }
  }

  @Test
  void train_leavesWhatIsBelowAsItWas_andMakesTheRestAnew() {
    UpperLayers.Plan plan = new UpperLayers.Plan(LAYER, 2, 2, 1e-3, 1);
    try (var lower = tiny();
        var trained = new UpperLayers(pairs(lower, 2), plan).train(lower, step -> {})) {
      var before = lower.weights();
      trained
          .weights()
          .forEach(
              (name, tensor) -> {
                boolean upper = name.startsWith("layers.1.") || name.startsWith("final_norm.");
                boolean same = Arrays.equals(tensor.values(), before.get(name).values());
                assertThat(same).as(name).isEqualTo(!upper);
              });
    }
  }

  @Test
  void train_twice_givesTheSameBits_andWithAnotherSeedOthers() {
    try (var lower = tiny()) {
      List<UpperLayers.Pair> pairs = pairs(lower, 6);
      try (var a = train(lower, pairs, 1);
          var b = train(lower, pairs, 1);
          var c = train(lower, pairs, 2)) {
        String name = "layers.1.mlp_in.weight";
        float[] values = a.weights().get(name).values();
        assertThat(b.weights().get(name).values()).isEqualTo(values);
        assertThat(c.weights().get(name).values()).isNotEqualTo(values);
      }
    }
  }

  @Test
  void train_besideOthers_givesTheSameBits() throws Exception {
    try (var lower = tiny()) {
      List<UpperLayers.Pair> pairs = pairs(lower, 6);
      List<Callable<float[]>> trainings = new ArrayList<>();
      for (long seed = 1; seed <= 8; seed++) {
        long own = seed;
        trainings.add(() -> weights(lower, pairs, own));
      }
      List<float[]> alone = new ArrayList<>();
      for (Callable<float[]> training : trainings) {
        alone.add(training.call());
      }
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<float[]>> beside = threads.invokeAll(trainings);
        for (int i = 0; i < alone.size(); i++) {
          assertThat(beside.get(i).get()).isEqualTo(alone.get(i));
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  private static float[] weights(
      VisionLanguageModel lower, List<UpperLayers.Pair> pairs, long seed) {
    EngineThreads.set(1);
    try (var trained = train(lower, pairs, seed)) {
      return trained.weights().get("layers.1.mlp_in.weight").values();
    }
  }

  @Test
  void order_showsEveryPairOncePerRound() {
    try (var lower = tiny()) {
      List<UpperLayers.Pair> pairs = pairs(lower, 5);
      int[] order = new UpperLayers(pairs, new UpperLayers.Plan(LAYER, 4, 3, 1e-3, 1)).order();
      assertThat(order).hasSize(12);
      assertThat(Arrays.copyOf(order, 5)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      assertThat(Arrays.copyOfRange(order, 5, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      assertThat(Arrays.copyOfRange(order, 5, 10)).isNotEqualTo(Arrays.copyOf(order, 5));
    }
  }

  @Test
  void rate_risesThenFalls() {
    UpperLayers.Plan plan = new UpperLayers.Plan(LAYER, 100, 3, 1, 1);
    assertThat(plan.rate(0)).isCloseTo(0.1f, within(1e-3f));
    assertThat(plan.rate(10)).isGreaterThan(0.95f);
    assertThat(plan.rate(99)).isCloseTo(0.02f, within(1e-3f));
  }

  @Test
  void nothingToLearnFrom_isRefused() {
    UpperLayers.Plan plan = new UpperLayers.Plan(LAYER, 1, 1, 1e-3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpperLayers(List.of(), plan))
        .withMessageContaining("at least one pair");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpperLayers.Plan(LAYER, 0, 48, 1e-3, 1))
        .withMessageContaining("were 0, 48, 0.001 and 1");
  }

  private static VisionLanguageModel train(
      VisionLanguageModel lower, List<UpperLayers.Pair> pairs, long seed) {
    return new UpperLayers(pairs, new UpperLayers.Plan(LAYER, 3, 4, 1e-3, seed))
        .train(lower, step -> {});
  }

  private static VisionLanguageModel tiny() {
    return VisionLanguageModel.random(new ModelConfig(VOCABULARY.size(), WIDTH, 2, 2, true), 3);
  }

  private static List<UpperLayers.Pair> pairs(VisionLanguageModel model, int count) {
    List<UpperLayers.Pair> pairs = new ArrayList<>();
    for (Example example : Example.list(new SceneGenerator(1), RENDERER, Split.TRAIN, 2, count)) {
      var batch = Example.batch(List.of(example), VOCABULARY);
      float[] residual = new Inference(model).capture(batch, LAYER).residual();
      pairs.add(new UpperLayers.Pair(example, residual));
    }
    return pairs;
  }

  private static double loss(VisionLanguageModel model, List<UpperLayers.Pair> pairs) {
    var batch = Example.batch(pairs.stream().map(UpperLayers.Pair::example).toList(), VOCABULARY);
    double sum = 0;
    int count = 0;
    for (float loss : new Inference(model).losses(batch)) {
      sum += loss;
      count += loss > 0 ? 1 : 0;
    }
    return sum / count;
  }
}

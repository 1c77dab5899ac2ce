package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.Split;
import org.saev.examples.pictograms.training.EngineThreads;
import org.saev.examples.pictograms.training.Example;
import org.saev.examples.pictograms.training.UpperLayers;

/**
 * Trains the upper half of the model anew on parts of a noisy set, and measures each on clean
 * scenes of held-out compositions. A training that was done before isn't done again.
 */
public final class Retraining {

  /**
   * How a model is trained and measured, whatever it is trained on.
   *
   * @param pairs of the noisy set
   * @param pairsSeed of its scenes
   * @param scenes that the models are measured on
   * @param scenesSeed of those
   * @param steps of training, the same number whatever is kept
   * @param batch captions in each
   * @param learningRate its peak
   */
  public record Settings(
      int pairs,
      long pairsSeed,
      int scenes,
      long scenesSeed,
      int steps,
      int batch,
      double learningRate) {}

  /**
   * A training.
   *
   * @param name of the selection, for people and for the file of the result
   * @param kept ids of the pairs that are trained on
   * @param seed decides first weights and order
   */
  record Training(String name, List<String> kept, long seed) {}

  /** What a finished training depends on; what was kept is told by a hash and a count. */
  private record Arm(Settings settings, long seed, List<String> kept) {}

  private final Workplace workplace;
  private final Settings settings;
  private final NoisyPairs noisy;
  private final List<Example> scenes;

  Retraining(Workplace workplace, Settings settings) throws IOException {
    this.workplace = workplace;
    this.settings = settings;
    this.noisy = NoisyPairs.of(workplace, settings.pairs(), settings.pairsSeed());
    SceneGenerator generator = new SceneGenerator(settings.scenesSeed());
    this.scenes =
        IntStream.range(0, settings.scenes())
            .mapToObj(i -> Example.of(generator.scene(Split.HELD_OUT, i), workplace.renderer()))
            .toList();
  }

  NoisyPairs noisy() {
    return noisy;
  }

  /**
   * The quality after each of some trainings. Those that weren't done before are done now, one a
   * core, each with one thread of the engine: what is done beside a training, and on how many
   * cores, doesn't matter to it.
   *
   * @param wanted the same may be there several times
   */
  Map<Training, SceneQuality> qualities(Collection<Training> wanted) throws IOException {
    List<Training> trainings = wanted.stream().distinct().toList();
    // Opened here, for the workplace isn't for several threads.
    VisionLanguageModel lower = workplace.models().model();
    int engineThreads = EngineThreads.get();
    try {
      List<SceneQuality> found =
          workplace.cachedAll(
              trainings.stream().map(training -> part(lower, training)).toList(),
              SceneQuality.class,
              Runtime.getRuntime().availableProcessors());
      return IntStream.range(0, found.size())
          .boxed()
          .collect(Collectors.toMap(trainings::get, found::get));
    } finally {
      EngineThreads.set(engineThreads);
    }
  }

  private Workplace.Part<SceneQuality> part(VisionLanguageModel lower, Training training) {
    // Sorted, for a set has no order, and the order of training is the seed's.
    List<String> kept = training.kept().stream().sorted().toList();
    return new Workplace.Part<>(
        "retraining-" + slug(training.name()) + "-seed-" + training.seed(),
        new Arm(
            settings,
            training.seed(),
            List.of(Integer.toHexString(kept.hashCode()), Integer.toString(kept.size()))),
        () -> train(lower, training));
  }

  private SceneQuality train(VisionLanguageModel lower, Training training) {
    EngineThreads.set(1);
    UpperLayers.Plan plan =
        new UpperLayers.Plan(
            workplace.settings().layer(),
            settings.steps(),
            settings.batch(),
            settings.learningRate(),
            training.seed());
    List<UpperLayers.Pair> pairs = noisy.training(Set.copyOf(training.kept()));
    try (VisionLanguageModel trained = new UpperLayers(pairs, plan).train(lower, step -> {})) {
      return SceneQuality.of(trained, scenes);
    }
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}

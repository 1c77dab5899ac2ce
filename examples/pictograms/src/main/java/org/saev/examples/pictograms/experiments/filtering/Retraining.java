package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.Progress;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.Split;
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
   * The quality after training on some pairs.
   *
   * @param name of the selection, for people and for the file of the result
   * @param kept ids of the pairs
   * @param seed decides first weights and order
   */
  SceneQuality quality(String name, Collection<String> kept, long seed) {
    // Sorted, for a set has no order, and the order of training is the seed's.
    List<String> sorted = kept.stream().sorted().toList();
    String key = "retraining-" + slug(name) + "-seed-" + seed;
    try {
      return workplace.cached(
          key,
          new Arm(
              settings,
              seed,
              List.of(Integer.toHexString(sorted.hashCode()), Integer.toString(sorted.size()))),
          SceneQuality.class,
          () -> train(name, new HashSet<>(sorted), seed));
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep what came of training on " + name, e);
    }
  }

  private SceneQuality train(String name, Set<String> kept, long seed) throws IOException {
    Progress progress = workplace.progress();
    progress.begin("training on " + name + ", seed " + seed, "steps");
    UpperLayers.Plan plan =
        new UpperLayers.Plan(
            workplace.settings().layer(),
            settings.steps(),
            settings.batch(),
            settings.learningRate(),
            seed);
    try (VisionLanguageModel trained =
        new UpperLayers(noisy.training(kept), plan)
            .train(workplace.models().model(), done -> progress.at(done, settings.steps(), ""))) {
      SceneQuality quality = SceneQuality.of(trained, scenes);
      progress.end(
          String.format(
              Locale.ROOT,
              "%,d pairs, caption loss %.3f",
              kept.size(),
              quality.meanLoss(quality.scenes())));
      return quality;
    }
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}

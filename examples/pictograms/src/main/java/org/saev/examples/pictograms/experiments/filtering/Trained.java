package org.saev.examples.pictograms.experiments.filtering;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.saev.examples.pictograms.evaluation.SceneQuality;

/** What came of training on what was chosen: of each choice, one quality a seed. */
final class Trained {

  private final Map<Choice, List<SceneQuality>> qualities;
  private final Collection<List<SceneQuality>> trainings;

  private Trained(
      Map<Choice, List<SceneQuality>> qualities, Collection<List<SceneQuality>> trainings) {
    this.qualities = qualities;
    this.trainings = trainings;
  }

  /** Trains on each choice with each seed; what was done before isn't done again. */
  static Trained on(Retraining retraining, List<Choice> choices, List<Long> seeds)
      throws IOException {
    Map<Choice, List<Retraining.Training>> wanted = new LinkedHashMap<>();
    for (Choice choice : choices) {
      List<String> kept = choice.kept(retraining.noisy());
      wanted.put(
          choice,
          seeds.stream().map(seed -> new Retraining.Training(choice.name(), kept, seed)).toList());
    }
    Map<Retraining.Training, SceneQuality> done =
        retraining.qualities(
            // Seeds outermost: if it is stopped, the first seed is complete.
            seeds.stream()
                .flatMap(
                    seed ->
                        wanted.values().stream()
                            .flatMap(List::stream)
                            .filter(training -> training.seed() == seed))
                .toList());
    Map<Choice, List<SceneQuality>> qualities = new LinkedHashMap<>();
    // What several choices share, such as all pairs, is one training.
    Map<List<Retraining.Training>, List<SceneQuality>> trainings = new LinkedHashMap<>();
    wanted.forEach(
        (choice, all) -> {
          List<SceneQuality> found = all.stream().map(done::get).toList();
          qualities.put(choice, found);
          trainings.put(all, found);
        });
    return new Trained(qualities, trainings.values());
  }

  List<SceneQuality> of(Choice choice) {
    return Objects.requireNonNull(
        qualities.get(choice), () -> "nothing was trained on " + choice.name());
  }

  /** One list a training, with its seeds. */
  Collection<List<SceneQuality>> trainings() {
    return trainings;
  }

  /** The spread of a figure between the seeds of all trainings. */
  SeedSpread spread(SeedSpread.Metric metric) {
    return new SeedSpread(metric, trainings);
  }
}

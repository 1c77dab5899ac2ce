package org.saev.examples.pictograms.experiments.filtering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.saev.examples.pictograms.evaluation.SceneQuality;
import org.saev.method.statistics.Interval;

class SeedSpreadTest {
  private static final double SEED_DEVIATION = 0.1;

  /** Scenes that are all alike: what is left is the spread between seeds. */
  @Test
  void of_trainingsThatDifferBySeedOnly_coversTheTrueMeanAsOftenAsItSays() {
    Random random = new Random(1);
    int covered = 0;
    for (int world = 0; world < 400; world++) {
      List<List<SceneQuality>> trainings = new ArrayList<>();
      for (int training = 0; training < 10; training++) {
        trainings.add(
            List.of(
                constant(2 + SEED_DEVIATION * random.nextGaussian()),
                constant(2 + SEED_DEVIATION * random.nextGaussian())));
      }
      SeedSpread spread = new SeedSpread(SceneQuality::meanLoss, trainings);
      covered += spread.of(trainings.get(0)).contains(2) ? 1 : 0;
    }
    assertThat(covered / 400.0).isCloseTo(0.95, within(0.03));
  }

  /** Seeds that are all alike: what is left is the spread between scenes. */
  @Test
  void of_scenesThatDiffer_isAsWideAsTheBootstrapSays() {
    Random random = new Random(1);
    double[] losses = random.doubles(400).toArray();
    SceneQuality quality = quality(losses);
    SeedSpread spread = new SeedSpread(SceneQuality::meanLoss, List.of(List.of(quality, quality)));
    Interval one = spread.of(List.of(quality, quality));
    // 1 degree of freedom: Student's t is 12.7.
    double error = Math.sqrt(1 / 12.0 / 400);
    assertThat((one.high() - one.low()) / 2).isCloseTo(12.7 * error, within(0.15 * 12.7 * error));
  }

  @Test
  void compare_ofATrainingWithABetterOne_seesTheDifferenceThatScenesShare() {
    Random random = new Random(1);
    List<SceneQuality> good = new ArrayList<>();
    List<SceneQuality> bad = new ArrayList<>();
    double[] hardness = random.doubles(200).map(value -> 10 * value).toArray();
    for (int seed = 0; seed < 2; seed++) {
      double luck = 0.01 * random.nextGaussian();
      good.add(quality(shifted(hardness, luck)));
      bad.add(quality(shifted(hardness, 0.2 + 0.01 * random.nextGaussian())));
    }
    SeedSpread spread = new SeedSpread(SceneQuality::meanLoss, List.of(good, bad));
    var difference = spread.compare(bad, good);
    assertThat(difference.difference().estimate()).isCloseTo(0.2, within(0.05));
    assertThat(difference.difference().low()).isPositive();
    assertThat(difference.pValue()).isLessThan(0.05);
    assertThat(spread.compare(good, good).pValue()).isGreaterThan(0.9);
  }

  @Test
  void oneSeed_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SeedSpread(SceneQuality::meanLoss, List.of(List.of(constant(1)))))
        .withMessageContaining("at least 2 seeds a training, but there was 1");
  }

  private static double[] shifted(double[] values, double by) {
    double[] shifted = values.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += by;
    }
    return shifted;
  }

  private static SceneQuality constant(double loss) {
    return quality(new double[] {loss, loss, loss});
  }

  /** Captions of one token each. */
  private static SceneQuality quality(double[] losses) {
    int[] tokens = new int[losses.length];
    Arrays.fill(tokens, 1);
    return new SceneQuality(losses, tokens, Map.of(), Map.of());
  }
}

package org.saev.examples.pictograms.training;

/**
 * How a stage is trained.
 *
 * @param stage which one
 * @param steps number of updates
 * @param batch captions in each
 * @param singles steps at the start whose scenes have one thing only
 * @param learningRate its peak
 * @param seed decides weights and scenes
 */
public record TrainingPlan(
    Stage stage, int steps, int batch, int singles, double learningRate, long seed) {
  private static final int WARM_UP = 100;
  private static final double LAST_RATE = 0.02;

  /** Checks the numbers. */
  public TrainingPlan {
    if (steps < 1 || batch < 1 || singles < 0) {
      throw new IllegalArgumentException(
          "steps and batch must be positive and singles not negative, but were %d, %d, %d"
              .formatted(steps, batch, singles));
    }
  }

  /**
   * How the weights that come with the example were trained.
   *
   * @param stage which stage
   * @param seed decides weights and scenes
   * @return the plan
   */
  public static TrainingPlan standard(Stage stage, long seed) {
    return switch (stage) {
      case TEXT -> new TrainingPlan(stage, 600, 96, 0, 2e-3, seed);
      case MULTIMODAL -> new TrainingPlan(stage, 3600, 48, 250, 2e-3, seed);
    };
  }

  /**
   * How the multimodal stage went on: with fresh scenes, from half the rate, which makes relations
   * and what depends on them surer.
   *
   * @param seed decides the scenes; another one than before
   * @return the plan
   */
  public static TrainingPlan refinement(long seed) {
    return new TrainingPlan(Stage.MULTIMODAL, 2200, 48, 0, 1e-3, seed);
  }

  /** The learning rate of a step, counted from 0: linear warm-up, then half a cosine. */
  float learningRate(int step) {
    double warmUp = Math.min(1, (step + 1.0) / WARM_UP);
    double decay = Math.max(LAST_RATE, (1 + Math.cos(Math.PI * step / steps)) / 2);
    return (float) (learningRate * warmUp * decay);
  }
}

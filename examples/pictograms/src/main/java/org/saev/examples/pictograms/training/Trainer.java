package org.saev.examples.pictograms.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Captioner;
import org.saev.examples.pictograms.scene.Scene;
import org.saev.examples.pictograms.scene.SceneGenerator;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.examples.pictograms.scene.Split;

/**
 * Trains one stage of the model.
 *
 * <p>The loss is the next-token cross-entropy of captions. With pictures, the image tokens are also
 * read as words, by the word embeddings, before the first layer and in the middle: a patch must
 * tell the name and the colour of what it shows. This grounding is dropped after training.
 */
public final class Trainer implements AutoCloseable {
  private static final int REPORT_EVERY = 50;
  private static final int CHECKPOINT_EVERY = 200;
  private static final double SMOOTHING = 0.97;

  private final VisionLanguageModel model;
  private final TrainingPlan plan;
  private final Checkpoint checkpoint;
  private final Consumer<String> progress;
  private final Vocabulary vocabulary = new Vocabulary();
  private final SceneGenerator generator;
  private final SceneRenderer renderer;
  private final Update update;
  private double captionLoss = Double.NaN;
  private double groundingLoss = Double.NaN;

  /**
   * Prepares training.
   *
   * @param model is trained in place
   * @param plan how
   * @param renderer draws the scenes
   * @param checkpoint file for the state, written every {@value #CHECKPOINT_EVERY} steps; if it is
   *     there, training goes on from it
   * @param progress takes a line every {@value #REPORT_EVERY} steps
   */
  public Trainer(
      VisionLanguageModel model,
      TrainingPlan plan,
      SceneRenderer renderer,
      Path checkpoint,
      Consumer<String> progress) {
    this.model = model;
    this.plan = plan;
    this.renderer = renderer;
    this.checkpoint = new Checkpoint(checkpoint, plan);
    this.progress = progress;
    this.generator = new SceneGenerator(plan.seed());
    this.update = new Update(model);
  }

  /**
   * Trains the steps of the plan that are still to do.
   *
   * @throws IOException if the checkpoint can't be read or written, or is of another plan
   * @throws ArithmeticException if a loss or a gradient isn't finite
   */
  public void run() throws IOException {
    checkpoint.restore(model, update.adam());
    runUntil(plan.steps());
  }

  /** Goes on until so many steps are done. */
  void runUntil(int steps) throws IOException {
    int first = update.adam().steps();
    long start = System.nanoTime();
    for (int step = first; step < steps; step++) {
      TrainingBatch data = TrainingBatch.of(examples(step), vocabulary, renderer);
      update(data, plan.learningRate(step), step);
      if ((step + 1) % REPORT_EVERY == 0) {
        progress.accept(report(step + 1, step + 1 - first, System.nanoTime() - start));
      }
      if ((step + 1) % CHECKPOINT_EVERY == 0) {
        checkpoint();
      }
    }
  }

  void checkpoint() throws IOException {
    checkpoint.write(model, update.adam());
  }

  private String report(int step, int done, long nanos) {
    double rate = done * 1e9 / nanos;
    String grounding =
        Double.isNaN(groundingLoss) ? "" : ", grounding loss %.3f".formatted(groundingLoss);
    return String.format(
        Locale.ROOT,
        "%s: step %d of %d, caption loss %.3f%s, %.2f steps/s, %.0f s left",
        plan.stage().label(),
        step,
        plan.steps(),
        captionLoss,
        grounding,
        rate,
        (plan.steps() - step) / rate);
  }

  @Override
  public void close() {
    update.close();
  }

  private List<Example> examples(int step) {
    List<Example> examples = new ArrayList<>(plan.batch());
    for (int i = 0; i < plan.batch(); i++) {
      long number = (long) step * plan.batch() + i;
      Scene scene =
          step < plan.singles()
              ? generator.scene(Split.TRAIN, number, 1)
              : generator.scene(Split.TRAIN, number);
      examples.add(
          plan.stage() == Stage.TEXT
              ? new Example(scene, null, Captioner.describe(scene))
              : Example.of(scene, renderer));
    }
    return examples;
  }

  /**
   * One update.
   *
   * @return the caption loss before it
   */
  double update(TrainingBatch data, float learningRate, int step) {
    Update.Losses losses = update.apply(data, learningRate);
    captionLoss = smooth(captionLoss, losses.caption(), step);
    if (losses.grounding().isPresent()) {
      groundingLoss = smooth(groundingLoss, losses.grounding().getAsDouble(), step);
    }
    return losses.caption();
  }

  private double smooth(double average, double value, int step) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(
          "the loss is %s at step %d of the %s stage: lower the learning rate %s"
              .formatted(value, step + 1, plan.stage().label(), plan.learningRate()));
    }
    return Double.isNaN(average) ? value : SMOOTHING * average + (1 - SMOOTHING) * value;
  }
}

package org.saev.examples.pictograms.training;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.Safetensors.Tensor;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Seeds;

/**
 * Trains the layers above a given one anew, on given captions and what the layers below make of
 * them. The layers below and the embeddings stay as they are, so that their output is computed once
 * for all trainings.
 *
 * <p>Unlike {@link Trainer}, which invents its scenes and tells every patch what it shows, this
 * knows captions only, true or not: what is false in a caption is learned.
 */
public final class UpperLayers {
  private static final double WARM_UP_SHARE = 0.1;
  private static final double LAST_RATE = 0.02;
  private static final Pattern IN_LAYER = Pattern.compile("^layers\\.(\\d+)\\.");

  /**
   * How they are trained. The number of updates doesn't depend on the size of the set: a small set
   * is seen more often.
   *
   * @param layer below which nothing is trained; 0 is before the first
   * @param steps number of updates
   * @param batch captions in each
   * @param learningRate its peak, after a tenth of the steps; then it falls by half a cosine
   * @param seed decides the first weights and the order of the examples
   */
  public record Plan(int layer, int steps, int batch, double learningRate, long seed) {
    /** Checks the numbers. */
    public Plan {
      if (layer < 0 || steps < 1 || batch < 1 || !(learningRate > 0)) {
        throw new IllegalArgumentException(
            "steps, batch and learning rate must be positive and the layer not negative, but were"
                + " %d, %d, %s and %d".formatted(steps, batch, learningRate, layer));
      }
    }

    float rate(int step) {
      double warmUp = Math.min(1, (step + 1) / (WARM_UP_SHARE * steps));
      double decay = Math.max(LAST_RATE, (1 + Math.cos(Math.PI * step / steps)) / 2);
      return (float) (learningRate * warmUp * decay);
    }
  }

  /**
   * What is learned from.
   *
   * @param example a picture with its caption
   * @param residual the stream after the layer, [patches + caption tokens but its last, width]
   */
  public record Pair(Example example, float[] residual) {}

  private final List<Pair> pairs;
  private final Plan plan;
  private final Vocabulary vocabulary = new Vocabulary();

  /**
   * Prepares training.
   *
   * @param pairs what to learn from, at least one
   * @param plan how
   */
  public UpperLayers(List<Pair> pairs, Plan plan) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("training needs at least one pair");
    }
    this.pairs = List.copyOf(pairs);
    this.plan = plan;
  }

  /**
   * Trains a copy of a model.
   *
   * @param lower a model that sees pictures, whose lower layers are taken over; stays as it is
   * @param done is told the number of updates done, after each
   * @return the trained model
   * @throws ArithmeticException if a loss or a gradient isn't finite
   */
  public VisionLanguageModel train(VisionLanguageModel lower, IntConsumer done) {
    VisionLanguageModel model = start(lower);
    try {
      run(model, done);
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The model before the first update. */
  VisionLanguageModel start(VisionLanguageModel lower) {
    VisionLanguageModel model = VisionLanguageModel.random(lower.config(), plan.seed());
    Map<String, Tensor> weights = new LinkedHashMap<>(lower.weights());
    model
        .weights()
        .forEach((name, fresh) -> weights.replace(name, isUpper(name) ? fresh : weights.get(name)));
    try {
      model.setWeights(weights, Path.of("the lower layers"));
    } catch (IOException e) {
      throw new IllegalStateException("two models of the same sizes differ", e);
    }
    return model;
  }

  private void run(VisionLanguageModel model, IntConsumer done) {
    Map<String, NDArray> trained = new LinkedHashMap<>(model.trainable());
    trained.keySet().removeIf(name -> !isUpper(name));
    int[] order = order();
    try (Update update = new Update(model, trained)) {
      for (int step = 0; step < plan.steps(); step++) {
        List<Pair> batch = new ArrayList<>(plan.batch());
        for (int i = 0; i < plan.batch(); i++) {
          batch.add(pairs.get(order[step * plan.batch() + i]));
        }
        update(update, batch, model.config().width(), step);
        done.accept(step + 1);
      }
    }
  }

  private void update(Update update, List<Pair> pairs, int width, int step) {
    TrainingBatch batch =
        TrainingBatch.ofCaptions(pairs.stream().map(Pair::example).toList(), vocabulary);
    int stride = Inference.tokens(batch.batch()) * width;
    // What fills a short caption up is seen by no word before it, and has no loss: zeros will do.
    float[] stream = new float[pairs.size() * stride];
    for (int i = 0; i < pairs.size(); i++) {
      float[] residual = pairs.get(i).residual();
      System.arraycopy(residual, 0, stream, i * stride, residual.length);
    }
    double loss = update.apply(batch, plan.layer(), stream, plan.rate(step)).caption();
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "the loss is %s at step %d: lower the learning rate %s"
              .formatted(loss, step + 1, plan.learningRate()));
    }
  }

  /** Whether a parameter belongs to the layers that are trained. */
  private boolean isUpper(String name) {
    Matcher inLayer = IN_LAYER.matcher(name);
    return inLayer.find()
        ? Integer.parseInt(inLayer.group(1)) >= plan.layer()
        : name.startsWith("final_norm.");
  }

  /** The number of the pair at each place of each batch: the set again and again, shuffled. */
  int[] order() {
    int[] order = new int[plan.steps() * plan.batch()];
    int[] epoch = new int[pairs.size()];
    for (int i = 0; i < epoch.length; i++) {
      epoch[i] = i;
    }
    for (int start = 0; start < order.length; start += epoch.length) {
      shuffle(epoch, Seeds.random(plan.seed(), start / epoch.length));
      System.arraycopy(epoch, 0, order, start, Math.min(epoch.length, order.length - start));
    }
    return order;
  }

  private static void shuffle(int[] values, Random random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }
}

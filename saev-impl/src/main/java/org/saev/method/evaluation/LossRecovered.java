package org.saev.method.evaluation;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.TokenSelection;

/**
 * Measures what of a model's next-token loss survives when the activations at one layer are
 * replaced by their reconstruction, as the SAE-V paper does (arXiv 2502.17514): the model runs with
 * its own activations (Original), with zeros (Zero), and with the reconstruction of each
 * autoencoder (SAE, SAE-V); {@code recovered = (zero - sae) / (zero - original)}.
 *
 * <p>The loss of a run is the mean over text tokens, special ones included, that the model gives a
 * loss; labels at image positions, newlines and padding are ignored. Losses come one a token of the
 * whole sequence, in which each image already stands with all of its tokens, so labels can't slip
 * against predictions where an image is expanded.
 *
 * <pre>{@code
 * LossTable table = LossRecovered.on(source)
 *     .autoencoder("SAE", textOnly).autoencoder("SAE-V", sae)
 *     .measure((example, activations) -> model.losses(example.id(), activations));
 * System.out.print(table.table(Bootstrap.DEFAULT).markdown());
 * }</pre>
 *
 * <p>Not safe for use by several threads at once.
 */
public final class LossRecovered {

  static final String ORIGINAL = "Original";
  static final String ZERO = "Zero";

  private final ActivationSource source;
  private final Map<String, SparseAutoencoder> autoencoders = new LinkedHashMap<>();
  private TokenSelection replaced = TokenSelection.ORDINARY;
  private int batch = 16;
  private Cancellation cancellation = new Cancellation();
  private LongConsumer progress = done -> {};

  private LossRecovered(ActivationSource source) {
    this.source = source;
  }

  /**
   * Starts a measurement.
   *
   * @param source the model's own activations at the hooked layer
   * @return a measurement without autoencoders
   */
  public static LossRecovered on(ActivationSource source) {
    return new LossRecovered(Objects.requireNonNull(source, "source"));
  }

  /**
   * Adds an autoencoder.
   *
   * @param name its row in the table
   * @param sae of the source's width
   * @return this measurement
   */
  public LossRecovered autoencoder(String name, SparseAutoencoder sae) {
    if (sae.width() != source.width()) {
      throw new IllegalArgumentException(
          "autoencoder '"
              + name
              + "' takes width "
              + sae.width()
              + ", but the source has width "
              + source.width());
    }
    boolean taken = name.equals(ORIGINAL) || name.equals(ZERO);
    if (taken || autoencoders.putIfAbsent(name, sae) != null) {
      throw new IllegalArgumentException("the name '" + name + "' is already used");
    }
    return this;
  }

  /**
   * Sets which tokens' activations are replaced; default ordinary tokens of all modalities. The
   * others keep their own in every run.
   *
   * @param value such as {@code TokenSelection.of(Modality.IMAGE)}
   * @return this measurement
   */
  public LossRecovered replacing(TokenSelection value) {
    replaced = Objects.requireNonNull(value, "replacing");
    return this;
  }

  /**
   * Sets how many examples the model is given at a time; default 16.
   *
   * @param value at least 1
   * @return this measurement
   */
  public LossRecovered batch(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("batch must be positive, but was " + value);
    }
    batch = value;
    return this;
  }

  /**
   * Sets the switch that stops the measurement.
   *
   * @param value the switch
   * @return this measurement
   */
  public LossRecovered cancellation(Cancellation value) {
    cancellation = Objects.requireNonNull(value, "cancellation");
    return this;
  }

  /**
   * Sets who is told how many examples are done, after every batch; default nobody.
   *
   * @param value the listener
   * @return this measurement
   */
  public LossRecovered progress(LongConsumer value) {
    progress = Objects.requireNonNull(value, "progress");
    return this;
  }

  /**
   * Runs the model on every example, once for each row of the table.
   *
   * @param model the model
   * @return the losses
   * @throws CancelledException if it was stopped
   */
  public LossTable measure(HookedModel model) {
    if (autoencoders.isEmpty()) {
      throw new IllegalArgumentException("add at least one autoencoder before measure(...)");
    }
    LossSums sums = new LossSums(names());
    try (Stream<Example> examples = source.examples()) {
      Iterator<Example> rest = examples.iterator();
      while (rest.hasNext()) {
        if (cancellation.isCancelled()) {
          throw new CancelledException(
              "the measurement was stopped after " + sums.examples() + " examples", null);
        }
        List<Example> next = new ArrayList<>();
        while (next.size() < batch && rest.hasNext()) {
          next.add(rest.next());
        }
        measure(model, next, sums);
        progress.accept(sums.examples());
      }
    }
    return sums.table();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of(ORIGINAL, ZERO));
    names.addAll(autoencoders.keySet());
    return names;
  }

  private void measure(HookedModel model, List<Example> examples, LossSums sums) {
    List<Function<Example, FloatBuffer>> runs = new ArrayList<>();
    runs.add(Example::activations);
    runs.add(example -> replace(example, new float[example.activations().remaining()]));
    autoencoders
        .values()
        .forEach(sae -> runs.add(example -> replace(example, sae.decode(sae.encode(example)))));
    List<List<float[]>> losses = new ArrayList<>();
    for (Function<Example, FloatBuffer> run : runs) {
      losses.add(model.losses(examples, examples.stream().map(run).toList()));
      int found = losses.get(losses.size() - 1).size();
      if (found != examples.size()) {
        throw new IllegalArgumentException(
            "the model gave losses of " + found + " examples for " + examples.size());
      }
    }
    for (int i = 0; i < examples.size(); i++) {
      int index = i;
      sums.add(examples.get(i), losses.stream().map(run -> run.get(index)).toList());
    }
  }

  /** The own activations, with those of the chosen tokens replaced. */
  private FloatBuffer replace(Example example, float[] replacement) {
    int width = example.width();
    for (int token = 0; token < example.tokens().size(); token++) {
      if (!replaced.includes(example.tokens(), token)) {
        example.activations().get(token * width, replacement, token * width, width);
      }
    }
    return FloatBuffer.wrap(replacement);
  }
}

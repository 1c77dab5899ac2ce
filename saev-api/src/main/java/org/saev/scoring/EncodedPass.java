package org.saev.scoring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collector;
import org.saev.Cancellation;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Engine;

/**
 * A pass of a source through an autoencoder, on all cores, in bounded memory. Each terminal method
 * ({@code score}, {@code fit}, {@code evaluate}, {@code collect}) makes a pass of its own. Results
 * are the same bits for any number of threads.
 *
 * <pre>{@code
 * Scores scores = Saev.encode(source, sae).score("active", e -> e.codes().entries());
 * }</pre>
 */
public final class EncodedPass {

  private final Engine engine;
  private final ActivationSource source;
  private final SparseAutoencoder sae;
  private int threads;
  private PassListener listener = progress -> {};
  private Cancellation cancellation = new Cancellation();

  /**
   * A pass with all defaults; {@link org.saev.Saev#encode} is the usual way to one.
   *
   * @param engine the implementation that runs it
   * @param source what is read
   * @param sae what encodes it
   */
  public EncodedPass(Engine engine, ActivationSource source, SparseAutoencoder sae) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.source = Objects.requireNonNull(source, "source");
    this.sae = Objects.requireNonNull(sae, "sae");
    if (source.width() != sae.width()) {
      throw new IllegalArgumentException(
          "the source has activations of width "
              + source.width()
              + ", but the autoencoder takes width "
              + sae.width());
    }
  }

  /**
   * Sets how many threads may work; default one a core. Doesn't change the result.
   *
   * @param value at least 1
   * @return this pass
   */
  public EncodedPass threads(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("threads must be positive, but was " + value);
    }
    threads = value;
    return this;
  }

  /**
   * Sets who is told how it goes; default nobody.
   *
   * @param value the listener
   * @return this pass
   */
  public EncodedPass listener(PassListener value) {
    listener = Objects.requireNonNull(value, "listener");
    return this;
  }

  /**
   * Sets the switch that stops the pass.
   *
   * @param value the switch
   * @return this pass
   */
  public EncodedPass cancellation(Cancellation value) {
    cancellation = Objects.requireNonNull(value, "cancellation");
    return this;
  }

  /**
   * Scores every example.
   *
   * @param name the name of the score
   * @param scorer the scorer
   * @return one row an example, in the order of the source
   */
  public Scores score(String name, AlignmentScorer scorer) {
    return score(Map.of(name, scorer));
  }

  /**
   * Scores every example with several scorers in one pass.
   *
   * @param scorers by the name of the score; the order of the map is the order of the columns
   * @return one row an example, in the order of the source
   */
  public Scores score(Map<String, AlignmentScorer> scorers) {
    boolean kept = scorers.values().stream().anyMatch(AlignmentScorer::keepsExamples);
    return engine.collect(job(!kept), Scores.collector(new LinkedHashMap<>(scorers)));
  }

  /**
   * Fits what a scorer needs to the whole source.
   *
   * @param <R> what the fit finds out
   * @param fit the recipe
   * @return what it found
   */
  public <R> R fit(ReferenceFit<R> fit) {
    return engine.collect(
        job(true),
        Collector.<EncodedExample, ReferenceSummary<R>, R>of(
            () -> fit.start(sae),
            ReferenceSummary::add,
            (a, b) -> {
              a.merge(b);
              return a;
            },
            ReferenceSummary::finish,
            Collector.Characteristics.UNORDERED));
  }

  /**
   * Measures the autoencoder: FVU, L0, dead latents and the like, over all and by modality.
   *
   * @return the figures
   */
  public Evaluation evaluate() {
    return engine.evaluate(job(true));
  }

  /**
   * Gives every encoded example to a collector. A collector marked {@link
   * Collector.Characteristics#UNORDERED} promises that its result depends neither on the order nor
   * on the grouping of examples, and gets one container a thread. Any other gets one container a
   * batch; batches don't depend on the number of threads, and are combined in the order of the
   * source.
   *
   * @param <R> the result
   * @param collector what is done with the examples; its accumulator must not hold on to them where
   *     memory has to stay bounded
   * @return what the collector comes to
   */
  public <R> R collect(Collector<EncodedExample, ?, R> collector) {
    return engine.collect(job(false), collector);
  }

  private PassJob job(boolean codesReused) {
    return new PassJob(source, sae, threads, listener, cancellation, codesReused);
  }
}

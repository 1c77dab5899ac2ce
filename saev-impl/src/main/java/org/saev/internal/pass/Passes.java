package org.saev.internal.pass;

import java.util.function.BiConsumer;
import java.util.stream.Collector;
import org.saev.evaluation.Evaluation;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;

/** Sends a source through an autoencoder into a collector: all cores, bounded memory. */
public final class Passes {

  private Passes() {}

  /** Runs a pass as {@link org.saev.scoring.EncodedPass#collect} promises. */
  public static <R> R collect(PassJob job, Collector<EncodedExample, ?, R> collector) {
    return run(job, collector);
  }

  /** Measures how well the autoencoder reconstructs the source. */
  public static Evaluation evaluate(PassJob job) {
    return run(
        job,
        Collector.of(
            () -> new EvaluationSums(job.sae()),
            EvaluationSums::add,
            EvaluationSums::merge,
            EvaluationSums::finish));
  }

  private static <A, R> R run(PassJob job, Collector<EncodedExample, A, R> collector) {
    boolean unordered = collector.characteristics().contains(Collector.Characteristics.UNORDERED);
    Gathering<A> gathering =
        unordered
            ? new UnorderedGathering<>(collector.supplier(), collector.combiner())
            : new OrderedGathering<>(collector.supplier(), collector.combiner());
    BiConsumer<A, EncodedExample> accumulator = collector.accumulator();
    try (BatchQueue queue = new BatchQueue(job)) {
      new PassWorkers<>(job, queue, gathering, accumulator).run();
    }
    return collector.finisher().apply(gathering.result());
  }
}

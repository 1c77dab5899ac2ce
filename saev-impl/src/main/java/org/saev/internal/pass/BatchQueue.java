package org.saev.internal.pass;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.scoring.PassJob;

/**
 * Cuts a source into batches, for workers to fetch. Where a batch ends depends on the source alone,
 * so that what is combined batch by batch is the same for any number of threads.
 */
final class BatchQueue implements AutoCloseable {

  /** Enough tokens that an encoder reads its weights seldom, few enough to stay in the cache. */
  private static final int BATCH_TOKENS = 2048;

  private final ActivationSource source;
  private final Stream<Example> stream;
  private final Iterator<Example> examples;
  private Example ahead;
  private long number;

  BatchQueue(PassJob job) {
    source = job.source();
    stream = source.examples();
    examples = stream.iterator();
  }

  /** Fetches the next batch, or null at the end. */
  synchronized Batch next() {
    List<Example> batch = new ArrayList<>();
    int tokens = 0;
    while (ahead != null || examples.hasNext()) {
      Example example = ahead != null ? ahead : checked(examples.next());
      ahead = null;
      if (!batch.isEmpty() && tokens + example.tokens().size() > BATCH_TOKENS) {
        ahead = example;
        break;
      }
      batch.add(example);
      tokens += example.tokens().size();
    }
    return batch.isEmpty() ? null : new Batch(number++, batch, tokens);
  }

  @Override
  public void close() {
    stream.close();
  }

  private Example checked(Example example) {
    if (example.width() != source.width()) {
      throw new IllegalArgumentException(
          example + " came from a source of width " + source.width());
    }
    return example;
  }
}

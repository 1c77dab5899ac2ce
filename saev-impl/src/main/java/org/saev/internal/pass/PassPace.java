package org.saev.internal.pass;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.saev.scoring.PassJob;
import org.saev.scoring.PassListener;
import org.saev.scoring.PassProgress;

/** Counts what is done and tells the listener, one thread at a time. */
final class PassPace {

  private final PassListener listener;
  private final OptionalLong totalExamples;
  private final OptionalLong totalTokens;
  private final long startNanos = System.nanoTime();
  private long examples;
  private long tokens;

  PassPace(PassJob job) {
    listener = job.listener();
    totalExamples = job.source().exampleCount();
    totalTokens = job.source().tokenCount();
  }

  synchronized long examples() {
    return examples;
  }

  synchronized void add(Batch batch) {
    examples += batch.examples().size();
    tokens += batch.tokens();
    double seconds = Math.max(1, System.nanoTime() - startNanos) / 1e9;
    double rate = tokens / seconds;
    Optional<Duration> remaining =
        totalTokens.isPresent()
            ? Optional.of(
                Duration.ofMillis(Math.round(1000 * (totalTokens.getAsLong() - tokens) / rate)))
            : Optional.empty();
    listener.onProgress(new PassProgress(examples, totalExamples, tokens, rate, remaining));
  }
}

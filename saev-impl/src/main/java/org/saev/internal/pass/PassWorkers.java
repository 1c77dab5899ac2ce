package org.saev.internal.pass;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.saev.CancelledException;
import org.saev.SaevException;
import org.saev.activations.Example;
import org.saev.internal.BatchEncoder;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.PassJob;

/**
 * The threads of a pass: the caller's own and some more. Each fetches a batch, encodes it, hands it
 * on.
 */
final class PassWorkers<A> {

  private final PassJob job;
  private final SparseAutoencoder sae;
  private final BatchQueue queue;
  private final Gathering<A> gathering;
  private final BiConsumer<A, EncodedExample> accumulator;
  private final PassPace pace;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  PassWorkers(
      PassJob job,
      BatchQueue queue,
      Gathering<A> gathering,
      BiConsumer<A, EncodedExample> accumulator) {
    this.job = job;
    this.sae = job.sae();
    this.queue = queue;
    this.gathering = gathering;
    this.accumulator = accumulator;
    pace = new PassPace(job);
  }

  /** Returns when all batches are done, or throws the first failure when all threads have ended. */
  void run() {
    int threads = job.threads() == 0 ? Runtime.getRuntime().availableProcessors() : job.threads();
    List<Thread> others = new ArrayList<>();
    for (int worker = 1; worker < threads; worker++) {
      int number = worker;
      Thread thread = new Thread(() -> work(number), "saev-pass-" + worker);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    work(0);
    others.forEach(PassWorkers::join);
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  private void work(int worker) {
    float[] rows = new float[0];
    try {
      while (failure.get() == null) {
        if (job.cancellation().isCancelled()) {
          throw new CancelledException(
              "the pass was stopped after " + pace.examples() + " examples", null);
        }
        Batch batch = queue.next();
        if (batch == null) {
          return;
        }
        int floats = Math.multiplyExact(batch.tokens(), sae.width());
        if (rows.length < floats) {
          rows = new float[floats];
        }
        A container = gathering.begin(worker, batch.number());
        if (container == null) {
          return;
        }
        accumulate(batch, rows, container);
        gathering.end(worker, batch.number(), container);
        pace.add(batch);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      gathering.stop();
    }
  }

  private void accumulate(Batch batch, float[] rows, A container) {
    int at = 0;
    for (Example example : batch.examples()) {
      FloatBuffer activations = example.activations();
      int length = activations.remaining();
      activations.get(rows, at, length);
      at += length;
    }
    SparseCodes codes = encode(batch, rows);
    int token = 0;
    for (Example example : batch.examples()) {
      int end = token + example.tokens().size();
      try {
        accumulator.accept(container, new EncodedExample(example, codes.slice(token, end)));
      } catch (RuntimeException e) {
        throw new SaevException("example '" + example.id() + "' failed: " + e, e);
      }
      token = end;
    }
  }

  private SparseCodes encode(Batch batch, float[] rows) {
    try {
      return sae instanceof BatchEncoder encoder
          ? encoder.encode(rows, batch.tokens())
          : sae.encode(FloatBuffer.wrap(rows, 0, batch.tokens() * sae.width()));
    } catch (IllegalArgumentException e) {
      throw new SaevException(
          "one of the examples '"
              + batch.examples().get(0).id()
              + "' to '"
              + batch.examples().get(batch.examples().size() - 1).id()
              + "' can't be encoded: "
              + e.getMessage(),
          e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The others end soon: the caller's own loop has ended, so there is nothing left to fetch.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.saev.internal.pass;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.saev.CancelledException;
import org.saev.SaevException;
import org.saev.activations.Example;
import org.saev.activations.TokenRole;
import org.saev.internal.BatchEncoder;
import org.saev.internal.CodesBuffer;
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
    PassArrays arrays = new PassArrays(job.codesReused());
    try {
      while (failure.get() == null) {
        if (job.cancellation().isCancelled()) {
          throw stopped();
        }
        Batch batch = queue.next();
        if (batch == null) {
          return;
        }
        A container = gathering.begin(worker, batch.number());
        if (container == null) {
          return;
        }
        accumulate(batch, arrays, container);
        gathering.end(worker, batch.number(), container);
        pace.add(batch);
      }
    } catch (CancelledException e) {
      // An interrupt that came while a batch was encoded.
      fail(stopped());
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    gathering.stop();
  }

  private CancelledException stopped() {
    return new CancelledException(
        "the pass was stopped after " + pace.examples() + " examples", null);
  }

  private void accumulate(Batch batch, PassArrays arrays, A container) {
    PaddingRows padding = PaddingRows.of(batch.examples());
    float[] rows = arrays.rows(Math.multiplyExact(batch.tokens(), sae.width()));
    int tokens = padding.copyOthers(sae.width(), rows);
    SparseCodes codes = padding.insertInto(encode(batch, rows, tokens, arrays.encoded()), arrays);
    int token = 0;
    for (Example example : batch.examples()) {
      int end = token + example.tokens().size();
      try {
        accumulator.accept(container, new EncodedExample(example, codes.slice(token, end)));
      } catch (CancelledException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new SaevException("example '" + example.id() + "' failed: " + e, e);
      }
      token = end;
    }
  }

  private SparseCodes encode(Batch batch, float[] rows, int tokens, CodesBuffer buffer) {
    try {
      return sae instanceof BatchEncoder encoder
          ? encoder.encode(rows, tokens, buffer)
          : sae.encode(FloatBuffer.wrap(rows, 0, tokens * sae.width()));
    } catch (IllegalArgumentException e) {
      batch.examples().forEach(PassWorkers::requireFinite);
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

  /** Finds out which example is to blame, after its batch was refused. */
  private static void requireFinite(Example example) {
    FloatBuffer activations = example.activations();
    for (int i = 0; i < activations.limit(); i++) {
      int token = i / example.width();
      if (!Float.isFinite(activations.get(i))
          && example.tokens().role(token) != TokenRole.PADDING) {
        throw new SaevException(
            "example '"
                + example.id()
                + "' has "
                + activations.get(i)
                + " at token "
                + token
                + ", dimension "
                + i % example.width()
                + "; activations must be finite");
      }
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

package org.saev.internal.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void run_doesEachTaskOnce(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int tasks : new int[] {0, 1, 2, 7, 1000}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(tasks + 1);
        workers.run(
            tasks,
            (task, worker) -> {
              assertThat(worker).isBetween(0, threads - 1);
              runs.incrementAndGet(task);
            });
        for (int i = 0; i < tasks; i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
        assertThat(runs.get(tasks)).isZero();
      }
    }
  }

  @Test
  void run_usesAllWorkersAtOnce() {
    try (Workers workers = new Workers(3)) {
      CountDownLatch all = new CountDownLatch(3);
      workers.run(
          3,
          (task, worker) -> {
            all.countDown();
            await(all);
          });
      assertThat(all.getCount()).isZero();
    }
  }

  @Test
  void run_throwsWhatATaskThrows() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      50,
                      (task, worker) -> {
                        if (task == 20) {
                          throw new IllegalStateException("task 20");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("task 20");
      AtomicInteger after = new AtomicInteger();
      workers.run(50, (task, worker) -> after.incrementAndGet());
      assertThat(after).hasValue(50);
    }
  }

  @Test
  void run_insideATaskIsDoneByThatTask() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger inner = new AtomicInteger();
      workers.run(4, (task, worker) -> workers.run(5, (t, w) -> inner.incrementAndGet()));
      assertThat(inner).hasValue(20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void run_stopsWhenTheCallerIsInterrupted(int threads) {
    try (Workers workers = new Workers(threads)) {
      AtomicInteger done = new AtomicInteger();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> workers.run(1000, (task, worker) -> done.incrementAndGet()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(done.get()).isLessThan(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void runToEnd_finishesInSpiteOfAnInterrupt(int threads) {
    try (Workers workers = new Workers(threads)) {
      AtomicInteger done = new AtomicInteger();
      Thread.currentThread().interrupt();
      workers.runToEnd(1000, (task, worker) -> done.incrementAndGet());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(done).hasValue(1000);
    }
  }

  @Test
  void close_endsTheThreads() {
    Workers workers = new Workers(4);
    int[] seen = new int[8];
    workers.run(8, (task, worker) -> seen[task] = 1);
    workers.close();
    assertThat(Arrays.stream(seen).sum()).isEqualTo(8);
    assertThatThrownBy(() -> workers.run(8, (task, worker) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these workers are closed");
  }

  @Test
  void constructor_refusesNoThreads() {
    assertThatThrownBy(() -> new Workers(0)).hasMessage("threads must be positive, but were 0");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

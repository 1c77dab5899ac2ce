package org.saev.examples.pictograms.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  @Test
  void run_makesAsManyAtOnceAsItMay_andTakesEachInTheThreadThatAsks() throws IOException {
    // Each waits for the other, so they are made at the same time or never.
    CountDownLatch both = new CountDownLatch(2);
    Workplace.Maker<Thread> waiting =
        () -> {
          both.countDown();
          await(both);
          return Thread.currentThread();
        };
    Set<Thread> makers = ConcurrentHashMap.newKeySet();
    List<Thread> takers = new ArrayList<>();
    SideBySide.run(
        List.of(waiting, waiting),
        2,
        (place, made, seconds) -> {
          makers.add(made);
          takers.add(Thread.currentThread());
        });
    assertThat(makers).hasSize(2).doesNotContain(Thread.currentThread());
    assertThat(takers).containsOnly(Thread.currentThread());
  }

  @Test
  void run_takesWhatIsFinishedFirstWithItsPlace() throws IOException {
    CountDownLatch secondIsTaken = new CountDownLatch(1);
    List<String> taken = new ArrayList<>();
    SideBySide.<String>run(
        List.of(
            () -> {
              await(secondIsTaken);
              return "a";
            },
            () -> "b"),
        2,
        (place, made, seconds) -> {
          taken.add(place + made);
          assertThat(seconds).isNotNegative();
          secondIsTaken.countDown();
        });
    assertThat(taken).containsExactly("1b", "0a");
  }

  @Test
  void run_whenOneFails_waitsForThoseThatWereBegun_andThrowsItsCause() {
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    List<Workplace.Maker<String>> makers =
        List.of(
            () -> {
              await(begun);
              throw new IOException("no disk");
            },
            () -> {
              begun.countDown();
              long end = System.nanoTime() + 100_000_000;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              ended.set(true);
              return "late";
            });
    assertThatThrownBy(() -> SideBySide.run(makers, 2, (place, made, seconds) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("no disk");
    assertThat(ended).isTrue();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}

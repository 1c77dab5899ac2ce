package org.saev.internal.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Cancellation;
import org.saev.CancelledException;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.sae.SparseAutoencoder;

/** Passes that are stopped, and passes that would run ahead of what is combined. */
class StoppedPassTest {

  private static final List<Example> FEW = PassData.examples(40);

  private final SparseAutoencoder sae = PassData.autoencoder();

  @Test
  void cancelled_beforeItBegins_readsNothing() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Endless source = new Endless();

    assertThatThrownBy(() -> Saev.encode(source, sae).cancellation(cancellation).score("s", e -> 1))
        .isInstanceOf(CancelledException.class)
        .hasMessage("the pass was stopped after 0 examples");
    assertThat(source.given.get()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void cancelled_duringIt_stopsSoon(int threads) {
    Cancellation cancellation = new Cancellation();

    assertThatThrownBy(
            () ->
                Saev.encode(new Endless(), sae)
                    .threads(threads)
                    .cancellation(cancellation)
                    .listener(
                        progress -> {
                          if (progress.examples() > 300) {
                            cancellation.cancel();
                          }
                        })
                    .score("s", e -> 1))
        .isInstanceOf(CancelledException.class)
        .hasMessageMatching("the pass was stopped after \\d{3,4} examples");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void interrupted_duringIt_stops_andKeepsTheFlag(int threads) {
    Thread caller = Thread.currentThread();

    assertThatThrownBy(
            () ->
                Saev.encode(new Endless(), sae)
                    .threads(threads)
                    .listener(
                        progress -> {
                          if (progress.examples() > 300) {
                            caller.interrupt();
                          }
                        })
                    .evaluate())
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("the pass was stopped after");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interruptedWhileAnExampleIsScored_isNoFailureOfTheExample() {
    assertThatThrownBy(
            () ->
                Saev.encode(new Endless(), sae)
                    .threads(1)
                    .score(
                        "s",
                        e -> {
                          Thread.currentThread().interrupt();
                          return sae.decode(e.codes())[0];
                        }))
        .isInstanceOf(CancelledException.class)
        .hasMessage("the pass was stopped after 0 examples");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void encode_onAnInterruptedThread_isCancelled() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> sae.encode(FEW.get(0)))
        .isInstanceOf(CancelledException.class)
        .hasMessage("encoding was stopped: the calling thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sae.encode(FEW.get(0)).tokens()).isPositive();
  }

  /**
   * Memory stays bounded: while the first batch isn't done, at most 64 batches wait to be combined
   * with it.
   */
  @Test
  void orderedPass_waitsForASlowBatch() {
    Endless source = new Endless(4000);
    AtomicInteger most = new AtomicInteger();

    List<String> ids =
        Saev.encode(source, sae)
            .threads(2)
            .collect(
                Collectors.mapping(
                    e -> {
                      if (e.id().equals("0")) {
                        most.set(source.givenWhenItRests());
                      }
                      return e.id();
                    },
                    Collectors.toList()));

    assertThat(ids).isEqualTo(IntStream.range(0, 4000).mapToObj(Integer::toString).toList());
    // The other worker fetches batch 64 and waits; one example more tells where that batch ends.
    int examplesABatch = 2048 / FEW.get(5).tokens().size();
    assertThat(most.get()).isBetween(examplesABatch, 65 * examplesABatch + 1).isLessThan(4000);
  }

  /** The same example on and on, counted. */
  private static final class Endless implements ActivationSource {

    private final AtomicInteger given = new AtomicInteger();
    private final int count;

    Endless() {
      this(Integer.MAX_VALUE);
    }

    Endless(int count) {
      this.count = count;
    }

    @Override
    public int width() {
      return PassData.WIDTH;
    }

    @Override
    public Stream<Example> examples() {
      Example one = FEW.get(5);
      return IntStream.range(0, count)
          .mapToObj(
              i -> {
                given.incrementAndGet();
                return Example.of(Integer.toString(i), one.tokens(), one.activations());
              });
    }

    /** Waits until no more examples are fetched for a fifth of a second. */
    int givenWhenItRests() {
      int before = -1;
      int now = given.get();
      while (now != before) {
        try {
          Thread.sleep(200);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        before = now;
        now = given.get();
      }
      return now;
    }
  }
}

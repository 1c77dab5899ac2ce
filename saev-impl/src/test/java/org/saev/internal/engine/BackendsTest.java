package org.saev.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.saev.DeviceUnavailableException;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.TrainingConfig;

class BackendsTest {

  private static final Backend SLOW = backend("slow", 0, null);
  private static final Backend FAST = backend("fast", 10, null);
  private static final Backend BROKEN = backend("broken", 20, "no driver; install one");

  private static Optional<String> anything(Backend backend) {
    return Optional.empty();
  }

  private static Optional<String> notFast(Backend backend) {
    return backend.name().equals("fast") ? Optional.of("it adds no numbers") : Optional.empty();
  }

  @Test
  void auto_takesTheHighestRankThatIsAvailable() {
    Backends.Choice choice =
        new Backends(List.of(SLOW, BROKEN, FAST)).choose("auto", BackendsTest::anything);

    assertThat(choice.backend()).isSameAs(FAST);
    assertThat(choice.device()).isEqualTo("fast:0");
  }

  @Test
  void auto_isRefused_whenNothingIsAvailable() {
    assertThatThrownBy(() -> new Backends(List.of(BROKEN)).choose("auto", BackendsTest::anything))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("broken (no driver; install one)");
  }

  @Test
  void auto_passesOver_whatCantDoIt() {
    Backends backends = new Backends(List.of(SLOW, FAST));

    assertThat(backends.choose("auto", BackendsTest::notFast).backend()).isSameAs(SLOW);
    assertThat(backends.choose("fast:0", BackendsTest::notFast).backend()).isSameAs(FAST);
    assertThatThrownBy(() -> new Backends(List.of(FAST)).choose("auto", BackendsTest::notFast))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("fast:0 can't be used: it adds no numbers");
  }

  @Test
  void named_isTakenAtItsWord() {
    Backends.Choice choice =
        new Backends(List.of(FAST, SLOW)).choose("slow:3", BackendsTest::anything);

    assertThat(choice.backend()).isSameAs(SLOW);
    assertThat(choice.device()).isEqualTo("slow:3");
  }

  @Test
  void named_neverFallsBack() {
    assertThatThrownBy(
            () -> new Backends(List.of(SLOW, BROKEN)).choose("broken:0", BackendsTest::anything))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage("device 'broken:0' is not available: no driver; install one");
  }

  @Test
  void named_listsWhatThereIs_whenNoBackEndKnowsIt() {
    assertThatThrownBy(
            () -> new Backends(List.of(SLOW)).choose("quantum:0", BackendsTest::anything))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("there are slow (device 'slow:0')");
  }

  @Test
  void named_saysWhatCantBeLoaded_whenNoBackEndKnowsIt() {
    Backends backends =
        new Backends(List.of(SLOW), List.of("org.x.Gpu (can't be loaded: no such class)"));

    assertThatThrownBy(() -> backends.choose("gpu:0", BackendsTest::anything))
        .hasMessageContaining("org.x.Gpu (can't be loaded: no such class)");
    assertThat(backends.choose("auto", BackendsTest::anything).backend()).isSameAs(SLOW);
  }

  @Test
  void found_includesTheCpu() {
    assertThat(Backends.find().choose("cpu", BackendsTest::anything).backend().name())
        .isEqualTo("cpu");
  }

  private static Backend backend(String name, int rank, String unavailable) {
    return new Backend() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public boolean handles(String device) {
        return device.startsWith(name);
      }

      @Override
      public String defaultDevice() {
        return name + ":0";
      }

      @Override
      public int rank() {
        return rank;
      }

      @Override
      public Optional<String> unavailableReason(String device) {
        return Optional.ofNullable(unavailable);
      }

      @Override
      public SparseAutoencoder open(SaeWeights weights, String device, int threads) {
        throw new AssertionError("not to be called");
      }

      @Override
      public TrainingSession train(
          SaeWeights weights, TrainingConfig config, String device, int threads) {
        throw new AssertionError("not to be called");
      }
    };
  }
}

package org.saev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SaevTest {

  @Test
  void trainer_withoutAnImplementation_saysWhatToAdd() {
    assertThatThrownBy(Saev::trainer)
        .isInstanceOf(SaevException.class)
        .hasMessage(
            "no implementation of saev was found: add org.saev:saev-impl to the class path");
  }

  @Test
  void load_withoutAnImplementation_saysWhatToAdd() {
    assertThatThrownBy(() -> Saev.load(Path.of("sae"))).hasMessageContaining("org.saev:saev-impl");
    assertThatThrownBy(() -> Saev.open(Path.of("store"))).hasMessageContaining("saev-impl");
  }

  @Test
  void formatException_namesFileFieldExpectedAndFound() {
    FormatException e = new FormatException(Path.of("a", "b.json"), "width", "1 or more", "0");

    assertThat(e)
        .isInstanceOf(SaevException.class)
        .hasMessage(Path.of("a", "b.json") + ": width: expected 1 or more, but found 0");
    assertThat(e.file()).isEqualTo(Path.of("a", "b.json").toString());
    assertThat(e.field()).isEqualTo("width");
  }

  /** As from the header of a damaged file, where a name ends far behind its end. */
  @Test
  void formatException_ofEndlessNames_isShort() {
    String endless = "a".repeat(1_000_000);
    FormatException e = new FormatException(Path.of("b.json"), endless, endless, endless);

    String shown = "a".repeat(600) + "...";
    assertThat(e).hasMessage("b.json: " + shown + ": expected " + shown + ", but found " + shown);
    assertThat(e.field()).isEqualTo(shown);
  }

  @Test
  void deviceUnavailable_namesDeviceAndReason() {
    DeviceUnavailableException e =
        new DeviceUnavailableException("cuda:0", "no driver was found; install one");

    assertThat(e).hasMessage("device 'cuda:0' is not available: no driver was found; install one");
    assertThat(e.device()).isEqualTo("cuda:0");
  }

  @Test
  void cancelled_carriesTheCheckpoint_whereThereIsOne() {
    assertThat(new CancelledException("stopped", Path.of("here")).checkpoint())
        .contains(Path.of("here"));
    assertThat(new CancelledException("stopped", null).checkpoint()).isEmpty();
  }

  @Test
  void exception_keepsItsCause() {
    Exception cause = new Exception("the true one");
    assertThat(new SaevException("failed", cause)).hasMessage("failed").hasCause(cause);
  }

  @Test
  void cancellation_isSeen_whenCancelledOrInterrupted() {
    Cancellation cancellation = new Cancellation();
    assertThat(cancellation.isCancelled()).isFalse();

    Thread.currentThread().interrupt();
    assertThat(cancellation.isCancelled()).isTrue();
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    assertThat(cancellation.isCancelled()).isFalse();

    cancellation.cancel();
    assertThat(cancellation.isCancelled()).isTrue();
  }
}

package org.saev.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninterruptiblyTest {

  @TempDir Path folder;

  @AfterEach
  void forgetInterrupts() {
    Thread.interrupted();
  }

  @Test
  void file_isWrittenByAnInterruptedThread_whichStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    AtomicFiles.write(folder.resolve("a.txt"), "whole");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.resolve("a.txt")).hasContent("whole");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void call_thatIsInterrupted_isBegunAgain() throws IOException {
    AtomicInteger calls = new AtomicInteger();

    int result =
        Uninterruptibly.call(
            () -> {
              if (calls.incrementAndGet() < 3) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
              }
              return 7;
            });

    assertThat(result).isEqualTo(7);
    assertThat(calls.get()).isEqualTo(3);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void call_thatFails_failsAtOnce_andKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                Uninterruptibly.call(
                    () -> {
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(Thread.interrupted()).isTrue();
  }
}

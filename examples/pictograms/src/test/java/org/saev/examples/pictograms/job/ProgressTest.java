package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final List<String> lines = new ArrayList<>();
  private long seconds;
  private final Progress progress = new Progress(lines::add, () -> seconds * 1_000_000_000L);

  @Test
  void at_everySecond_givesALineEveryThreeWithRateAndTimeLeft() {
    progress.begin("capturing", "pairs");
    for (seconds = 1; seconds <= 7; seconds++) {
      progress.at(200 * seconds, 2000, seconds == 6 ? "nearly there" : "");
    }
    assertThat(lines)
        .containsExactly(
            "capturing ...",
            "capturing: 600 of 2,000 pairs, 200 pairs/s, 7 s left",
            "capturing: 1,200 of 2,000 pairs, 200 pairs/s, 4 s left, nearly there");
  }

  @Test
  void end_ofAStage_saysHowLongItTook() {
    seconds = 100;
    progress.begin("first", "pairs");
    seconds = 110;
    progress.end("done");
    progress.begin("second", "pairs");
    seconds = 112;
    progress.end("done too");
    assertThat(lines)
        .containsExactly(
            "first ...", "first: done, in 10.0 s", "second ...", "second: done too, in 2.0 s");
  }
}

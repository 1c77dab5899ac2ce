package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PeakMemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void text_onLinux_isNeverLessThanTheHeapInUse() {
    Runtime runtime = Runtime.getRuntime();
    double used = (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 30);
    assertThat(PeakMemory.text()).matches("\\d+\\.\\d GiB of memory");
    assertThat(Double.parseDouble(PeakMemory.text().replaceAll(" .*", "")))
        .isGreaterThanOrEqualTo(used - 0.05);
  }
}

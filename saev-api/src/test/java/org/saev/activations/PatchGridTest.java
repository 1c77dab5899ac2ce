package org.saev.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchGridTest {

  @Test
  void of_isTheBaseViewOfTheFirstImage() {
    assertThat(PatchGrid.of(3, 5)).isEqualTo(new PatchGrid(0, 3, 5, 1.0));
    assertThat(PatchGrid.of(3, 5).patches()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1|1|1|1|image must not be negative, but was -1",
        "0|0|1|1|a patch grid needs at least 1 row and 1 column, but was 0 x 1",
        "0|1|-2|1|a patch grid needs at least 1 row and 1 column, but was 1 x -2",
        "0|65536|32768|1|a patch grid can have at most 2^31 - 1 patches, but was 65536 x 32768",
        "0|1|1|0|scale must be positive, but was 0.0",
        "0|1|1|NaN|scale must be positive, but was NaN",
        "0|1|1|Infinity|scale must be positive, but was Infinity"
      })
  void outOfRange_isRefused(int image, int rows, int columns, double scale, String message) {
    assertThatThrownBy(() -> new PatchGrid(image, rows, columns, scale))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}

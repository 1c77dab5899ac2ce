package org.saev.examples.pictograms.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void toString_ofUnevenCells_alignsThem() {
    assertThat(new TextTable("score", "AUC").row("random", "0.5").row("IFD", "0.999"))
        .hasToString(
            """
            | score  | AUC   |
            |--------|-------|
            | random | 0.5   |
            | IFD    | 0.999 |""");
  }

  @Test
  void row_ofAnotherLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTable("score", "AUC").row("random"))
        .withMessage("a row must have 2 cells, but had 1");
  }
}

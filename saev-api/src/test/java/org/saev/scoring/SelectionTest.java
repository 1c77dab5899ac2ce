package org.saev.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

  @Test
  void agreement_isTheIntersectionOverTheKeptSize() {
    Selection four = keeping("a", "b", "c", "d");

    assertThat(four.agreement(keeping("c", "d", "e", "f"))).isEqualTo(0.5);
    assertThat(four.agreement(four)).isEqualTo(1);
    assertThat(four.agreement(keeping("e"))).isZero();
    assertThat(keeping("a").agreement(four)).isEqualTo(1);
    assertThat(four.agreement(keeping("a"))).isEqualTo(0.25);
  }

  @Test
  void agreement_whereNothingIsKept_isNan() {
    assertThat(keeping().agreement(keeping("a"))).isNaN();
  }

  @Test
  void iou_isTheIntersectionOverTheUnion() {
    Selection four = keeping("a", "b", "c", "d");

    assertThat(four.iou(keeping("c", "d", "e", "f"))).isEqualTo(2 / 6.0);
    assertThat(four.iou(four)).isEqualTo(1);
    assertThat(four.iou(keeping())).isZero();
    assertThat(keeping().iou(keeping())).isNaN();
  }

  @Test
  void lists_areCopied() {
    List<String> kept = new ArrayList<>(List.of("a"));
    Selection selection = new Selection(kept, List.of("b"), List.of(), 1);
    kept.clear();

    assertThat(selection.kept()).containsExactly("a");
    assertThatThrownBy(() -> selection.dropped().add("c"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Selection keeping(String... ids) {
    return new Selection(List.of(ids), List.of(), List.of(), 0);
  }
}

package org.saev.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.saev.sae.Architecture;
import org.saev.training.TrainedArchitecture.BatchTopK;
import org.saev.training.TrainedArchitecture.JumpRelu;

class TrainedArchitectureTest {

  @Test
  void type_isWhatTheAutoencoderWillBe() {
    assertThat(TrainedArchitecture.topK().type()).isEqualTo(Architecture.TOPK);
    assertThat(TrainedArchitecture.batchTopK().type()).isEqualTo(Architecture.BATCH_TOPK);
    assertThat(TrainedArchitecture.matryoshka(1, 2).type())
        .isEqualTo(Architecture.MATRYOSHKA_BATCH_TOPK);
    assertThat(TrainedArchitecture.reluL1(1, 0).type()).isEqualTo(Architecture.RELU);
    assertThat(TrainedArchitecture.jumpRelu(1, 0).type()).isEqualTo(Architecture.JUMP_RELU);
  }

  @Test
  void needsK_unlessThereIsAPenalty() {
    assertThat(TrainedArchitecture.matryoshka(1, 2).needsK()).isTrue();
    assertThat(TrainedArchitecture.reluL1(1, 0).needsK()).isFalse();
    assertThat(TrainedArchitecture.jumpRelu(1, 0).needsK()).isFalse();
  }

  @Test
  void matryoshka_hasEqualWeightsThatAddUpTo1() {
    assertThat(TrainedArchitecture.matryoshka(1, 2, 4, 8))
        .isEqualTo(new BatchTopK(List.of(1, 2, 4, 8), List.of(.25, .25, .25, .25), 0.999, 1000));
  }

  @Test
  void outOfRange_isRefused() {
    assertThatThrownBy(() -> TrainedArchitecture.matryoshka(8))
        .hasMessage("groups must be none, or two and more of positive sizes, but were [8]");
    assertThatThrownBy(() -> TrainedArchitecture.matryoshka(8, 0))
        .hasMessageContaining("but were [8, 0]");
    assertThatThrownBy(() -> new BatchTopK(List.of(1, 2), List.of(1.0), 0.9, 0))
        .hasMessage("each of 2 groups needs a positive weight, but there are [1.0]");
    assertThatThrownBy(() -> new BatchTopK(List.of(1, 2), List.of(1.0, 0.0), 0.9, 0))
        .hasMessageContaining("[1.0, 0.0]");
    assertThatThrownBy(() -> new BatchTopK(List.of(), List.of(), 1, 0))
        .hasMessage("thresholdDecay must lie in [0, 1), but was 1.0");
    assertThatThrownBy(() -> new BatchTopK(List.of(), List.of(), 0, -1))
        .hasMessage("thresholdAfterSteps must not be negative, but was -1");
    assertThatThrownBy(() -> TrainedArchitecture.reluL1(-1, 0))
        .hasMessage("l1 must be 0 or more, but was -1.0");
    assertThatThrownBy(() -> TrainedArchitecture.reluL1(1, -1))
        .hasMessage("warmupSteps must not be negative, but was -1");
    assertThatThrownBy(() -> TrainedArchitecture.jumpRelu(Double.NaN, 0))
        .hasMessage("l0 must be 0 or more, but was NaN");
    assertThatThrownBy(() -> new JumpRelu(1, 0, 0, 1))
        .hasMessage("threshold and bandwidth must be positive, but were 0.0 and 1.0");
  }

  @Test
  void kSchedule_fallsLinearly() {
    KSchedule schedule = new KSchedule(20, 10);

    assertThat(schedule.at(10, 0)).isEqualTo(20);
    assertThat(schedule.at(10, 5)).isEqualTo(15);
    assertThat(schedule.at(10, 9)).isEqualTo(11);
    assertThat(schedule.at(10, 10)).isEqualTo(10);
    assertThat(KSchedule.CONSTANT.at(7, 0)).isEqualTo(7);
  }
}

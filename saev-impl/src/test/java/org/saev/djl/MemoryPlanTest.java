package org.saev.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.training.TrainingConfig;

class MemoryPlanTest {

  private static final long GIB = 1L << 30;

  private static final TrainingConfig LARGE =
      Saev.trainer().latents(131_072).k(64).batchTokens(4096).config();

  @Test
  void largeTraining_fitsOnACardOf80Gigabytes() {
    for (Precision precision : Precision.values()) {
      MemoryPlan plan = MemoryPlan.training(LARGE, 4096, precision, true);
      assertThat(plan.bytes()).isBetween(15 * GIB, 18 * GIB);
      assertThat(plan.parts()).containsEntry("weights", 4 * GIB);
      assertThat(plan.parts()).containsEntry("moments", 8 * GIB);
      assertThatCode(() -> plan.requireFits("GPU 0", 79 * GIB)).doesNotThrowAnyException();
    }
  }

  @Test
  void tooLargeTraining_isRefused_withFigures() {
    TrainingConfig config = Saev.trainer().latents(500_000).k(64).batchTokens(4096).config();
    MemoryPlan plan = MemoryPlan.training(config, 4096, Precision.FP32, true);
    assertThatThrownBy(() -> plan.requireFits("GPU 0", (long) (23.7 * GIB)))
        .isInstanceOf(SaevException.class)
        .hasMessageStartingWith(
            "training 500,000 latents of width 4,096 on 4,096 tokens a step needs 55.")
        .hasMessageContaining("but GPU 0 has 23.7 GiB free: lower batchTokens or latents (weights");
  }

  @Test
  void tooLargeAutoencoder_isRefused_andBf16Proposed() {
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, 4096, 1 << 20).k(64).build();
    MemoryPlan fp32 = MemoryPlan.encoding(config, 512, Precision.FP32, true);
    assertThatThrownBy(() -> fp32.requireFits("GPU 1", 24 * GIB))
        .hasMessageContaining("but GPU 1 has 24.0 GiB free: use ?precision=bf16");
    MemoryPlan bf16 = MemoryPlan.encoding(config, 512, Precision.BF16, true);
    assertThat(bf16.bytes()).isLessThan(18 * GIB);
    assertThat(bf16.toString())
        .startsWith("an autoencoder of 1,048,576 latents of width 4,096: 16.");
  }

  @Test
  void preActivations_areNeverPlannedWhole() {
    long small = MemoryPlan.training(LARGE, 4096, Precision.FP32, true).bytes();
    TrainingConfig twice = Saev.trainer().latents(262_144).k(64).batchTokens(4096).config();
    long large = MemoryPlan.training(twice, 4096, Precision.FP32, true).bytes();
    assertThat(large - small).as("seven matrices of 2 GiB").isBetween(14 * GIB, 15 * GIB);
  }
}

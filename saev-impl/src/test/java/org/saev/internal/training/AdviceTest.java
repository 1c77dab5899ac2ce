package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.training.AuxK;
import org.saev.training.Trainer;

class AdviceTest {

  @Test
  void longTraining_needsNone() {
    assertThat(Advice.of(trainer().config(), 10_000)).isEmpty();
  }

  @Test
  void shortTraining_isToldWhatWontHappen() {
    assertThat(Advice.of(trainer().config(), 1000))
        .containsExactly(
            "the learning rate never gets to its peak: training has 1000 steps, and the rate rises"
                + " over 1000; set warmupSteps(...)",
            "no latent will count as dead: training has 4096000 tokens, and a latent is dead after"
                + " 10000000; set auxK(AuxK.DEFAULT.deadAfterTokens(...))");
  }

  @Test
  void shortTraining_withSettingsOfItsOwn_needsNone() {
    assertThat(Advice.of(trainer().warmupSteps(99).auxK(AuxK.OFF).config(), 100)).isEmpty();
    AuxK soon = AuxK.DEFAULT.deadAfterTokens(4096 * 100 - 1);
    assertThat(Advice.of(trainer().warmupSteps(0).auxK(soon).config(), 100)).isEmpty();
  }

  private static Trainer trainer() {
    return Saev.trainer().latents(8).k(2);
  }
}

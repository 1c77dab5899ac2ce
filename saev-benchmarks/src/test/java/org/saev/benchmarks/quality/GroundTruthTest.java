package org.saev.benchmarks.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.evaluation.Evaluation;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.AuxK;

/** The protocol of {@link Quality} at a small part of its size. */
class GroundTruthTest {

  private final GroundTruth truth = new GroundTruth(64, 128, 7);

  @Test
  void tokens_areTheSameEveryTime_andOfBothModalities() {
    Example once = truth.tokens(512, 3).examples().findFirst().orElseThrow();
    Example again = truth.tokens(512, 3).examples().findFirst().orElseThrow();
    Example other = truth.tokens(512, 4).examples().findFirst().orElseThrow();

    assertThat(again.activations()).isEqualTo(once.activations());
    assertThat(again.tokens()).isEqualTo(once.tokens());
    assertThat(other.activations()).isNotEqualTo(once.activations());
    assertThat(once.tokens().count(Modality.TEXT)).isBetween(90, 166);
  }

  @Test
  void training_findsTheDirections_thatTheDataWasMadeOf() {
    ActivationSource train = truth.tokens(131_072, 1);
    KnownDirections.Recovery before = recovery(train, 1);

    try (SparseAutoencoder sae = train(train, 2000)) {
      Evaluation evaluation = Saev.encode(truth.tokens(8192, 2), sae).evaluate();
      KnownDirections.Recovery after = truth.directions().recovery(sae);

      assertThat(evaluation.all().fvu()).isLessThan(0.12);
      assertThat(after.all()).isGreaterThan(0.85).isGreaterThan(before.all() + 0.3);
      assertThat(after.shared()).isGreaterThan(0.85);
      assertThat(after.found()).isGreaterThan(0.6);
    }
  }

  private KnownDirections.Recovery recovery(ActivationSource source, int steps) {
    try (SparseAutoencoder sae = train(source, steps)) {
      return truth.directions().recovery(sae);
    }
  }

  private static SparseAutoencoder train(ActivationSource source, int steps) {
    return Saev.trainer()
        .latents(256)
        .k(16)
        .steps(steps)
        .batchTokens(512)
        .shuffleBufferTokens(8192)
        .learningRate(1e-3)
        .warmupSteps(50)
        .auxK(AuxK.DEFAULT.deadAfterTokens(50_000))
        .train(source);
  }
}

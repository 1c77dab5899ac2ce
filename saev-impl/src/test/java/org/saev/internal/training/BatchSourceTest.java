package org.saev.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.saev.Cancellation;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.training.ModalityMix;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

class BatchSourceTest {

  private static final int WIDTH = TokensForTests.WIDTH;

  private final ActivationSource source = TokensForTests.numbered(12);
  private final TokenCensus census =
      TokenCensus.of(source, trainer().config().tokens(), new Cancellation());

  @Test
  void census_countsOrdinaryTokensByModality() {
    assertThat(census.counts())
        .containsEntry(Modality.IMAGE, 30L)
        .containsEntry(Modality.TEXT, 24L);
    assertThat(census.present()).containsExactly(Modality.TEXT, Modality.IMAGE);
  }

  @Test
  void steps_areTheWholeBatchesOfAllPasses() {
    assertThat(census.steps(trainer().batchTokens(10).passes(2).config())).isEqualTo(10);
    assertThat(census.steps(trainer().batchTokens(10).mix(ModalityMix.BALANCED).config()))
        .isEqualTo(6);
  }

  @Test
  void steps_refuseLessThanOneBatch() {
    TrainingConfig config = trainer().batchTokens(55).shuffleBufferTokens(55).config();
    assertThatThrownBy(() -> census.steps(config))
        .hasMessageContaining("1 passes over 54 tokens make 0 batches of 55");
  }

  @Test
  void balanced_takesModalitiesInTurns_andLeavesNoTokenOut() {
    TrainingConfig config = trainer().mix(ModalityMix.BALANCED).batchTokens(10).config();
    Set<Integer> text = new HashSet<>();
    Set<Integer> image = new HashSet<>();
    try (BatchSource batches = BatchSource.open(source, config, census.present())) {
      batches.fill(new Cancellation());
      float[] batch = new float[10 * WIDTH];
      for (int step = 0; step < 12; step++) {
        batches.next(batch, 10);
        for (int row = 0; row < 10; row++) {
          (row % 2 == 0 ? text : image).add(TokensForTests.number(batch, row));
        }
      }
    }
    assertThat(text).hasSize(24);
    assertThat(image).hasSize(30).doesNotContainAnyElementsOf(text);
  }

  @Test
  void sample_isOfTheTokensHeld() {
    try (BatchSource batches = BatchSource.open(source, trainer().config(), List.of())) {
      batches.fill(new Cancellation());
      assertThat(batches.sample(5)).hasSize(5 * WIDTH);
    }
  }

  private static Trainer trainer() {
    return Saev.trainer().latents(8).k(2).batchTokens(4).shuffleBufferTokens(12);
  }
}

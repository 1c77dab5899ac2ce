package org.saev.internal.training;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.saev.Cancellation;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.training.ModalityMix;
import org.saev.training.TokenSelection;
import org.saev.training.TrainingConfig;

/**
 * Shuffled batches of a training: one shuffle buffer, or one a modality where the mix is balanced.
 */
final class BatchSource implements AutoCloseable {

  private final int width;
  private final List<ShuffleBuffer> buffers;

  private BatchSource(int width, List<ShuffleBuffer> buffers) {
    this.width = width;
    this.buffers = buffers;
  }

  /**
   * @param present the modalities that the source has, for a balanced mix
   */
  static BatchSource open(ActivationSource source, TrainingConfig config, List<Modality> present) {
    if (config.mix() == ModalityMix.AS_IS) {
      return new BatchSource(
          source.width(),
          List.of(
              new ShuffleBuffer(
                  source,
                  config.tokens(),
                  config.steps().isPresent() ? 0 : config.passes(),
                  config.shuffleBufferTokens(),
                  config.seed())));
    }
    int share = Math.max(1, config.shuffleBufferTokens() / present.size());
    SplitMix seeds = new SplitMix(config.seed());
    return new BatchSource(
        source.width(),
        present.stream()
            .map(
                modality ->
                    new ShuffleBuffer(source, only(modality, config), 0, share, seeds.nextLong()))
            .toList());
  }

  /** Reads the first tokens; ends early when cancelled. */
  void fill(Cancellation cancellation) {
    buffers.forEach(buffer -> buffer.fill(cancellation));
  }

  /** Tokens of all buffers, for the start of b_dec and the scale: [count, width]. */
  float[] sample(int most) {
    float[] sample = new float[0];
    for (ShuffleBuffer buffer : buffers) {
      float[] part = buffer.sample(most / buffers.size());
      int end = sample.length;
      sample = Arrays.copyOf(sample, end + part.length);
      System.arraycopy(part, 0, sample, end, part.length);
    }
    return sample;
  }

  /** Fills a batch, buffers taking turns: [tokens, width]. */
  void next(float[] batch, int tokens) {
    for (int token = 0; token < tokens; token++) {
      buffers.get(token % buffers.size()).next(batch, token * width);
    }
  }

  List<long[]> state() {
    return buffers.stream().map(ShuffleBuffer::state).toList();
  }

  void restore(IntFunction<long[]> state) {
    for (int i = 0; i < buffers.size(); i++) {
      buffers.get(i).restore(state.apply(i));
    }
  }

  @Override
  public void close() {
    buffers.forEach(ShuffleBuffer::close);
  }

  private static TokenSelection only(Modality modality, TrainingConfig config) {
    return new TokenSelection(Set.of(modality), config.tokens().roles());
  }
}

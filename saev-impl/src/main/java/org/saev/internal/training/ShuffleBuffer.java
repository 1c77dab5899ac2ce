package org.saev.internal.training;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.saev.Cancellation;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.training.TokenSelection;

/**
 * Mixes the tokens of neighbouring examples: holds a fixed number of tokens, gives out one at
 * random and puts the next of the source in its place. What a checkpoint needs of it is small, for
 * the tokens held are remembered by their place and read again.
 */
final class ShuffleBuffer implements AutoCloseable {

  private final ActivationSource source;
  private final TokenSelection selection;
  private final int width;
  private final TokenStream stream;
  private final SplitMix random;
  private final float[] rows;
  private final TokenPlace[] places;
  private int held;

  /**
   * @param passes how often the source is read; 0 for ever
   * @param capacity tokens held
   */
  ShuffleBuffer(
      ActivationSource source, TokenSelection selection, int passes, int capacity, long seed) {
    this.source = source;
    this.selection = selection;
    width = source.width();
    if ((long) capacity * width > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a shuffle buffer of "
              + capacity
              + " tokens of width "
              + width
              + " is too large; shuffleBufferTokens may be at most "
              + (Integer.MAX_VALUE - 8) / width);
    }
    rows = new float[capacity * width];
    places = new TokenPlace[capacity];
    random = new SplitMix(seed);
    stream = new TokenStream(source, selection, passes);
  }

  /**
   * Reads the first tokens; to be called once, unless {@link #restore} is. Ends early when
   * cancelled.
   */
  void fill(Cancellation cancellation) {
    while (held < places.length && !cancellation.isCancelled() && stream.advance()) {
      load(held++);
    }
  }

  /** Tokens held; fewer than the capacity only at the end of the last pass. */
  int held() {
    return held;
  }

  /** Copies tokens spread evenly over those held, without giving them out: [count, width]. */
  float[] sample(int most) {
    int count = Math.min(most, held);
    float[] sample = new float[count * width];
    for (int i = 0; i < count; i++) {
      int slot = (int) ((long) i * held / count);
      System.arraycopy(rows, slot * width, sample, i * width, width);
    }
    return sample;
  }

  /** Gives out one token; at least one must be held. */
  void next(float[] target, int offset) {
    int slot = random.nextInt(held);
    System.arraycopy(rows, slot * width, target, offset, width);
    if (held == places.length && stream.advance()) {
      load(slot);
    } else {
      held--;
      System.arraycopy(rows, held * width, rows, slot * width, width);
      places[slot] = places[held];
    }
  }

  /**
   * The places of the tokens held, that of the stream, the state of the generator, and a hash of
   * the activations held.
   */
  long[] state() {
    long[] state = new long[TokenPlace.LONGS * (held + 1) + 2];
    for (int slot = 0; slot < held; slot++) {
      places[slot].write(state, slot);
    }
    stream.place().write(state, held);
    state[state.length - 2] = random.state();
    state[state.length - 1] = hash();
    return state;
  }

  /**
   * Takes a state of {@link #state}, of a buffer over an equal source.
   *
   * @throws SaevException if the source gives other activations than it did then
   */
  void restore(long[] state) {
    held = (state.length - 2) / TokenPlace.LONGS - 1;
    for (int slot = 0; slot < held; slot++) {
      places[slot] = TokenPlace.read(state, slot);
    }
    random.setState(state[state.length - 2]);
    TokenPlace end = TokenPlace.read(state, held);
    reload();
    if (hash() != state[state.length - 1]) {
      throw new SaevException(
          "the source gives other activations than it did when the checkpoint was written: go on"
              + " with the same data, or begin anew with another folder for checkpoints");
    }
    stream.seek(end);
  }

  @Override
  public void close() {
    stream.close();
  }

  /** Reads the tokens held again, in the order of the source. */
  private void reload() {
    int[] order =
        IntStream.range(0, held)
            .boxed()
            .sorted(Comparator.comparing((Integer slot) -> places[slot]))
            .mapToInt(Integer::intValue)
            .toArray();
    try (TokenStream again = new TokenStream(source, selection, 0)) {
      for (int slot : order) {
        again.goTo(places[slot]);
        again.copyTo(rows, slot * width);
      }
    }
  }

  /** Of all bits held, each at its place. */
  private long hash() {
    long hash = held;
    for (int i = 0; i < held * width; i++) {
      hash = 0x9E3779B97F4A7C15L * (hash ^ Float.floatToRawIntBits(rows[i]));
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private void load(int slot) {
    int offset = slot * width;
    stream.copyTo(rows, offset);
    for (int i = offset; i < offset + width; i++) {
      if (!Float.isFinite(rows[i])) {
        throw new IllegalArgumentException(
            "example '"
                + stream.exampleId()
                + "' has "
                + rows[i]
                + " at token "
                + stream.place().token()
                + ", dimension "
                + (i - offset)
                + "; activations must be finite");
      }
    }
    places[slot] = stream.place();
  }
}

package org.saev.activations;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A replayable stream of {@link Example examples}. Two methods make a source: {@link #width()} and
 * {@link #examples()}.
 *
 * <p>Each call of {@code examples()} starts again at the first example and gives the same examples
 * in the same order; calls from several threads don't disturb each other. Examples stay valid until
 * the source is closed.
 */
public interface ActivationSource extends AutoCloseable {

  /**
   * Returns the length of every activation vector.
   *
   * @return floats a token
   */
  int width();

  /**
   * Starts a pass over the examples, in order.
   *
   * @return a sequential stream; close it when it isn't read to its end
   */
  Stream<Example> examples();

  /**
   * Starts a pass that leaves out the first examples; a source with random access overrides this.
   *
   * @param first the index of the first example wanted
   * @return a sequential stream; close it when it isn't read to its end
   */
  default Stream<Example> examplesFrom(long first) {
    if (first < 0) {
      throw new IllegalArgumentException("first must not be negative, but was " + first);
    }
    return examples().skip(first);
  }

  /**
   * Returns the number of examples, where it is known without a pass.
   *
   * @return examples, or empty
   */
  default OptionalLong exampleCount() {
    return OptionalLong.empty();
  }

  /**
   * Returns the number of tokens of all roles, where it is known without a pass.
   *
   * @return tokens, or empty
   */
  default OptionalLong tokenCount() {
    return OptionalLong.empty();
  }

  /**
   * Splits the source into independent parts that can be read at the same time, by threads or by
   * the nodes of a cluster. The parts joined in order are the source. Closing a part closes nothing
   * else.
   *
   * @param parts how many parts are wished for; at least 1
   * @return between 1 and {@code parts} sources; only this one where it can't be split
   */
  default List<ActivationSource> split(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("parts must be at least 1, but was " + parts);
    }
    return List.of(this);
  }

  /**
   * Returns where the activations came from.
   *
   * @return the model, layer and fingerprint, as far as they are known
   */
  default SourceIdentity identity() {
    return SourceIdentity.UNKNOWN;
  }

  /** Frees what the source holds. Examples that came from it must not be used afterwards. */
  @Override
  default void close() {}

  /**
   * A source over examples in memory.
   *
   * @param examples at least one, all of one width
   * @return a source that can be split
   */
  static ActivationSource of(List<Example> examples) {
    return new ListSource(examples);
  }
}

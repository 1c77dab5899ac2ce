package org.saev.store;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.SourceIdentity;

/**
 * Neighbouring examples of a source that has them by number; closing it closes nothing.
 *
 * @param whole the source
 * @param example reads one
 * @param tokensBefore counts the tokens before one, or of all
 * @param from the first example
 * @param to the one after the last
 */
record SourceRange(
    ActivationSource whole,
    LongFunction<Example> example,
    LongUnaryOperator tokensBefore,
    long from,
    long to)
    implements ActivationSource {

  @Override
  public int width() {
    return whole.width();
  }

  @Override
  public Stream<Example> examples() {
    return examplesFrom(0);
  }

  @Override
  public Stream<Example> examplesFrom(long first) {
    if (first < 0) {
      throw new IllegalArgumentException("first must not be negative, but was " + first);
    }
    return LongStream.range(from + Math.min(first, to - from), to).mapToObj(example);
  }

  @Override
  public OptionalLong exampleCount() {
    return OptionalLong.of(to - from);
  }

  @Override
  public OptionalLong tokenCount() {
    return OptionalLong.of(tokensBefore.applyAsLong(to) - tokensBefore.applyAsLong(from));
  }

  @Override
  public List<ActivationSource> split(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("parts must be at least 1, but was " + parts);
    }
    long examples = to - from;
    int count = (int) Math.min(parts, examples);
    return IntStream.range(0, count)
        .<ActivationSource>mapToObj(
            part ->
                new SourceRange(
                    whole,
                    example,
                    tokensBefore,
                    from + part * examples / count,
                    from + (part + 1) * examples / count))
        .toList();
  }

  @Override
  public SourceIdentity identity() {
    SourceIdentity all = whole.identity();
    if (all.equals(SourceIdentity.UNKNOWN)) {
      return all;
    }
    String range = ", examples " + from + " to " + (to - 1);
    return new SourceIdentity(all.model(), all.layer(), all.fingerprint() + range);
  }
}

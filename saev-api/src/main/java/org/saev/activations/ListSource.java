package org.saev.activations;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Examples in memory. */
final class ListSource implements ActivationSource {

  private final List<Example> examples;
  private final int width;

  ListSource(List<Example> examples) {
    this.examples = List.copyOf(examples);
    if (this.examples.isEmpty()) {
      throw new IllegalArgumentException(
          "a source needs at least 1 example, but the list was empty");
    }
    width = this.examples.get(0).width();
    for (Example example : this.examples) {
      if (example.width() != width) {
        throw new IllegalArgumentException(
            "all examples of a source must have one width, but "
                + this.examples.get(0)
                + " and "
                + example
                + " differ");
      }
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Stream<Example> examples() {
    return examples.stream();
  }

  @Override
  public Stream<Example> examplesFrom(long first) {
    if (first < 0) {
      throw new IllegalArgumentException("first must not be negative, but was " + first);
    }
    return examples.subList((int) Math.min(first, examples.size()), examples.size()).stream();
  }

  @Override
  public OptionalLong exampleCount() {
    return OptionalLong.of(examples.size());
  }

  @Override
  public OptionalLong tokenCount() {
    return OptionalLong.of(examples.stream().mapToLong(e -> e.tokens().size()).sum());
  }

  @Override
  public List<ActivationSource> split(int parts) {
    if (parts < 1) {
      throw new IllegalArgumentException("parts must be at least 1, but was " + parts);
    }
    int count = Math.min(parts, examples.size());
    List<ActivationSource> result = new ArrayList<>(count);
    for (int part = 0; part < count; part++) {
      int from = (int) ((long) examples.size() * part / count);
      int to = (int) ((long) examples.size() * (part + 1) / count);
      result.add(new ListSource(examples.subList(from, to)));
    }
    return List.copyOf(result);
  }
}

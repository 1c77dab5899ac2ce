package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;

/** What every source must do, whatever it reads from. */
abstract class ActivationSourceContract {

  private static final int COUNT = 11;
  private static final int WIDTH = 3;

  private final List<Example> examples = RandomExamples.of(COUNT, WIDTH, dtype(), 21);
  private ActivationSource source;

  /** Makes a source of these examples. */
  abstract ActivationSource open(List<Example> all);

  /** The numbers that the source can hold. */
  ActivationDtype dtype() {
    return ActivationDtype.FLOAT32;
  }

  @BeforeEach
  void open() {
    source = open(examples);
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void examples_areTheSame_everyTime() {
    assertThat(source.width()).isEqualTo(WIDTH);
    for (int pass = 0; pass < 3; pass++) {
      RandomExamples.assertEqual(read(source.examples()), examples);
    }
  }

  @Test
  void examples_readByManyThreads_areTheSame() {
    IntStream.range(0, 16)
        .parallel()
        .forEach(i -> RandomExamples.assertEqual(read(source.examples()), examples));
  }

  @Test
  void twoPasses_takingTurns_dontDisturbEachOther() {
    List<Example> one = new ArrayList<>();
    List<Example> other = new ArrayList<>();
    try (Stream<Example> first = source.examples();
        Stream<Example> second = source.examples()) {
      Iterator<Example> a = first.iterator();
      Iterator<Example> b = second.iterator();
      one.add(a.next());
      while (b.hasNext()) {
        other.add(b.next());
        if (a.hasNext()) {
          one.add(a.next());
        }
      }
      a.forEachRemaining(one::add);
    }
    RandomExamples.assertEqual(one, examples);
    RandomExamples.assertEqual(other, examples);
  }

  @Test
  void examples_stayValid_whenTheirStreamIsClosed() {
    Example first;
    try (Stream<Example> stream = source.examples()) {
      first = stream.findFirst().orElseThrow();
    }
    RandomExamples.assertEqual(List.of(first), examples.subList(0, 1));
  }

  @Test
  void examplesFrom_anyIndex_leavesOutTheOnesBefore() {
    for (int first = 0; first <= COUNT + 2; first++) {
      RandomExamples.assertEqual(
          read(source.examplesFrom(first)), examples.subList(Math.min(first, COUNT), COUNT));
    }
    assertThatThrownBy(() -> source.examplesFrom(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("first must not be negative, but was -1");
  }

  @Test
  void counts_areRight_whereTheyAreKnown() {
    source.exampleCount().ifPresent(count -> assertThat(count).isEqualTo(COUNT));
    source.tokenCount().ifPresent(count -> assertThat(count).isEqualTo(tokens(examples)));
  }

  @Test
  void parts_joinToTheWhole_andCanBeReadAlone() {
    for (int wished = 1; wished <= COUNT + 2; wished++) {
      List<ActivationSource> parts = source.split(wished);
      List<Example> joined = new ArrayList<>();
      assertThat(parts).hasSizeBetween(1, wished);
      for (ActivationSource part : parts) {
        List<Example> own = read(part.examples());
        assertThat(part.width()).isEqualTo(WIDTH);
        part.exampleCount().ifPresent(count -> assertThat(count).isEqualTo(own.size()));
        part.tokenCount().ifPresent(count -> assertThat(count).isEqualTo(tokens(own)));
        RandomExamples.assertEqual(read(part.examplesFrom(1)), own.subList(1, own.size()));
        joined.addAll(own);
      }
      RandomExamples.assertEqual(joined, examples);
    }
    assertThatThrownBy(() -> source.split(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parts must be at least 1, but was 0");
  }

  @Test
  void closingAPart_closesNothingElse() {
    List<ActivationSource> parts = source.split(3);
    if (parts.size() == 1) {
      return; // the part is the source itself
    }
    List<Example> last = read(parts.get(2).examples());
    parts.get(0).close();

    RandomExamples.assertEqual(read(source.examples()), examples);
    RandomExamples.assertEqual(read(parts.get(2).examples()), last);
  }

  @Test
  void activations_areViewsOfTheirOwn_thatCantBeWritten() {
    Example example = read(source.examples()).get(0);
    example.activations().position(2);

    assertThat(example.activations().position()).isZero();
    assertThat(example.activations().isReadOnly()).isTrue();
    assertThat(example.activations().remaining()).isEqualTo(WIDTH * example.tokens().size());
  }

  @Test
  void identity_isTheSame_everyTime() {
    assertThat(source.identity()).isNotNull().isEqualTo(source.identity());
  }

  private static List<Example> read(Stream<Example> examples) {
    try (examples) {
      return examples.toList();
    }
  }

  private static long tokens(List<Example> examples) {
    return examples.stream().mapToLong(example -> example.tokens().size()).sum();
  }
}

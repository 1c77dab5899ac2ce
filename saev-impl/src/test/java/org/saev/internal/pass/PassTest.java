package org.saev.internal.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Saev;
import org.saev.SaevException;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.EncodedPass;
import org.saev.scoring.PassProgress;
import org.saev.scoring.Scores;

class PassTest {

  private static final List<Example> EXAMPLES = PassData.examples(300);

  private final SparseAutoencoder sae = PassData.autoencoder();
  private final ActivationSource source = ActivationSource.of(EXAMPLES);

  /** The sum of all activations, whose rounding depends on the order of the tokens. */
  private static final AlignmentScorer STRENGTH =
      e -> {
        float sum = 0;
        for (int token = 0; token < e.tokens().size(); token++) {
          for (int rank = 0; rank < e.codes().count(token); rank++) {
            sum += e.codes().value(token, rank);
          }
        }
        return sum;
      };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void scores_areThoseOfEachExampleAlone(int threads) {
    Scores scores = pass().threads(threads).score("strength", STRENGTH);

    assertThat(scores.size()).isEqualTo(EXAMPLES.size());
    for (int row = 0; row < scores.size(); row++) {
      Example example = EXAMPLES.get(row);
      assertThat(scores.id(row)).isEqualTo(example.id());
      assertThat(scores.score("strength", row))
          .isEqualTo(STRENGTH.score(new EncodedExample(example, encodedAlone(example))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void orderedCollector_seesExamplesAsOneAfterTheOther(int threads) {
    // Neither associative nor commutative in floats: only the documented grouping gives one result.
    Collector<EncodedExample, float[], Float> product =
        Collector.of(
            () -> new float[] {1},
            (a, e) -> a[0] = a[0] * 1.01f + (float) STRENGTH.score(e),
            (a, b) -> new float[] {a[0] / 3 + b[0]},
            a -> a[0]);
    List<String> ids = pass().threads(threads).collect(Collectors.mapping(e -> e.id(), list()));

    assertThat(ids).isEqualTo(EXAMPLES.stream().map(Example::id).toList());
    assertThat(pass().threads(threads).collect(product))
        .isEqualTo(pass().threads(3).collect(product));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void unorderedCollector_getsEveryExampleOnce_inAtMostOneContainerAThread(int threads) {
    AtomicInteger containers = new AtomicInteger();
    Collector<EncodedExample, Map<String, Integer>, Map<String, Integer>> counts =
        Collector.of(
            () -> {
              containers.incrementAndGet();
              return new HashMap<>();
            },
            (map, e) -> map.merge(e.id(), e.codes().entries(), Integer::sum),
            (a, b) -> {
              b.forEach((id, count) -> a.merge(id, count, Integer::sum));
              return a;
            },
            Collector.Characteristics.UNORDERED);

    Map<String, Integer> found = pass().threads(threads).collect(counts);

    assertThat(containers.get()).isBetween(1, threads);
    assertThat(found).hasSize(EXAMPLES.size());
    EXAMPLES.forEach(e -> assertThat(found.get(e.id())).isEqualTo(encodedAlone(e).entries()));
  }

  @Test
  void padding_hasNoActiveLatents_whateverItsActivations() {
    List<Integer> active =
        pass()
            .collect(
                Collectors.flatMapping(
                    e -> paddingOf(e.example()).map(token -> e.codes().count(token)), list()));

    assertThat(active).hasSizeGreaterThan(300).containsOnly(0);
  }

  @Test
  void example_ofPaddingAlone_isScored() {
    TokenSequence padding = TokenSequence.builder().padding(3).build();
    Example example = Example.of("p", padding, FloatBuffer.allocate(3 * PassData.WIDTH));

    Scores scores =
        Saev.encode(ActivationSource.of(List.of(example)), sae)
            .score("rows", e -> e.codes().tokens() + 0.5 * e.codes().entries());

    assertThat(scores.column("rows")).containsExactly(3);
  }

  @Test
  void codes_thatAScorerKeeps_stayAsTheyWere() {
    Map<String, SparseCodes> kept = new ConcurrentHashMap<>();
    pass()
        .threads(2)
        .score(
            "kept",
            e -> {
              kept.put(e.id(), e.codes());
              return 0;
            });

    EXAMPLES.forEach(e -> assertThat(kept.get(e.id())).isEqualTo(encodedAlone(e)));
  }

  @Test
  void anyAutoencoder_givesTheSame() {
    SparseAutoencoder foreign = new ForeignAutoencoder(sae);

    Scores scores = Saev.encode(source, foreign).threads(2).score("strength", STRENGTH);

    assertThat(scores.column("strength"))
        .isEqualTo(pass().score("strength", STRENGTH).column("strength"));
  }

  @Test
  void source_ofNothing_givesAnEmptyResult() {
    ActivationSource empty = source(Stream::empty);

    assertThat(Saev.encode(empty, sae).score("s", e -> 1).size()).isZero();
    assertThat(Saev.encode(empty, sae).collect(unordered())).isZero();
  }

  @Test
  void scorerThatFails_isReportedWithItsExample() {
    AlignmentScorer broken =
        e -> {
          if (e.id().equals("e77")) {
            throw new IllegalStateException("no image");
          }
          return 1;
        };

    assertThatThrownBy(() -> pass().score("broken", broken))
        .isInstanceOf(SaevException.class)
        .hasMessage("example 'e77' failed: java.lang.IllegalStateException: no image")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void scorerThatFailsWithAnError_endsThePassWithIt() {
    Error error = new AssertionError("broken");

    assertThatThrownBy(
            () ->
                pass()
                    .score(
                        "s",
                        e -> {
                          throw error;
                        }))
        .isSameAs(error);
  }

  @Test
  void activationThatIsNotFinite_isReportedWithItsPlace() {
    TokenSequence two = TokenSequence.builder().padding(1).textTokens(1).build();
    float[] rows = new float[2 * PassData.WIDTH];
    rows[0] = Float.NaN;
    rows[PassData.WIDTH + 2] = Float.NEGATIVE_INFINITY;
    List<Example> examples = new ArrayList<>(EXAMPLES.subList(0, 3));
    examples.add(Example.of("bad", two, FloatBuffer.wrap(rows)));

    assertThatThrownBy(() -> Saev.encode(ActivationSource.of(examples), sae).score("s", STRENGTH))
        .isInstanceOf(SaevException.class)
        .hasMessage(
            "example 'bad' has -Infinity at token 1, dimension 2; activations must be finite");
  }

  @Test
  void sourceThatFails_endsThePassWithItsException_andItsStreamIsClosed() {
    AtomicInteger closed = new AtomicInteger();
    RuntimeException failure = new IllegalStateException("disk gone");
    ActivationSource failing =
        source(
            () ->
                EXAMPLES.stream()
                    .peek(
                        e -> {
                          if (e.id().equals("e200")) {
                            throw failure;
                          }
                        })
                    .onClose(closed::incrementAndGet));

    assertThatThrownBy(() -> Saev.encode(failing, sae).threads(2).score("s", STRENGTH))
        .isSameAs(failure);
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void sourceOfExamplesOfAnotherWidth_isRefused() {
    Example narrow =
        Example.of(
            "narrow", TokenSequence.builder().textTokens(1).build(), FloatBuffer.allocate(5));

    assertThatThrownBy(() -> Saev.encode(source(() -> Stream.of(narrow)), sae).score("s", STRENGTH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Example[narrow, 1 tokens x 5] came from a source of width 6");
  }

  @Test
  void listener_isToldAfterEveryBatch_byOneThreadAtATime() {
    List<PassProgress> seen = new ArrayList<>();
    pass().threads(4).listener(seen::add).score("s", STRENGTH);

    long tokens = source.tokenCount().orElseThrow();
    assertThat(seen).hasSizeGreaterThan(5);
    assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.examples(), b.examples()));
    PassProgress last = seen.get(seen.size() - 1);
    assertThat(last.examples()).isEqualTo(EXAMPLES.size());
    assertThat(last.totalExamples()).hasValue(EXAMPLES.size());
    assertThat(last.tokens()).isEqualTo(tokens);
    assertThat(last.tokensPerSecond()).isPositive();
    assertThat(last.remaining().orElseThrow()).isZero();
  }

  @Test
  void listener_isToldNoTotal_whereTheSourceKnowsNone() {
    List<PassProgress> seen = new ArrayList<>();
    Saev.encode(source(EXAMPLES::stream), sae).listener(seen::add).score("s", STRENGTH);

    assertThat(seen).allMatch(p -> p.totalExamples().isEmpty() && p.remaining().isEmpty());
  }

  @Test
  void listenerThatFails_endsThePass() {
    RuntimeException failure = new IllegalStateException("no console");

    assertThatThrownBy(
            () ->
                pass()
                    .threads(3)
                    .listener(
                        p -> {
                          throw failure;
                        })
                    .score("s", STRENGTH))
        .isSameAs(failure);
  }

  private EncodedPass pass() {
    return Saev.encode(source, sae);
  }

  /** The codes of the tokens that aren't padding, one token at a time, and none for padding. */
  private SparseCodes encodedAlone(Example example) {
    int tokens = example.tokens().size();
    int[] starts = new int[tokens + 1];
    List<Integer> latents = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int token = 0; token < tokens; token++) {
      if (example.tokens().role(token) != TokenRole.PADDING) {
        FloatBuffer row = example.activations().slice(token * PassData.WIDTH, PassData.WIDTH);
        SparseCodes codes = sae.encode(row);
        for (int rank = 0; rank < codes.count(0); rank++) {
          latents.add(codes.latent(0, rank));
          values.add(codes.value(0, rank));
        }
      }
      starts[token + 1] = latents.size();
    }
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return SparseCodes.of(
        PassData.LATENTS, starts, latents.stream().mapToInt(i -> i).toArray(), floats);
  }

  private static Stream<Integer> paddingOf(Example example) {
    return Stream.iterate(0, token -> token < example.tokens().size(), token -> token + 1)
        .filter(token -> example.tokens().role(token) == TokenRole.PADDING);
  }

  private static Collector<EncodedExample, ?, Integer> unordered() {
    return Collector.of(
        () -> new int[1],
        (sum, e) -> sum[0]++,
        (a, b) -> new int[] {a[0] + b[0]},
        sum -> sum[0],
        Collector.Characteristics.UNORDERED);
  }

  private static <T> Collector<T, ?, List<T>> list() {
    return Collectors.toList();
  }

  private static ActivationSource source(Supplier<Stream<Example>> examples) {
    return new ActivationSource() {
      @Override
      public int width() {
        return PassData.WIDTH;
      }

      @Override
      public Stream<Example> examples() {
        return examples.get();
      }
    };
  }
}

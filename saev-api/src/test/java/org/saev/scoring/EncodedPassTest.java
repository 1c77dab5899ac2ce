package org.saev.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.saev.Cancellation;
import org.saev.RecordingEngine;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseAutoencoder;

class EncodedPassTest {

  private final RecordingEngine engine = new RecordingEngine();
  private final ActivationSource source =
      ActivationSource.of(List.of(example("a", 2), example("b", 3)));
  private final SparseAutoencoder sae = RecordingEngine.autoencoder(4);

  @Test
  void pass_hasTheDocumentedDefaults() {
    new EncodedPass(engine, source, sae).evaluate();

    PassJob job = engine.pass;
    assertThat(job.source()).isSameAs(source);
    assertThat(job.sae()).isSameAs(sae);
    assertThat(job.threads()).isZero();
    assertThat(job.cancellation().isCancelled()).isFalse();
    job.listener().onProgress(null);
  }

  @Test
  void settings_reachTheEngine() {
    Cancellation cancellation = new Cancellation();
    PassListener listener = progress -> {};

    new EncodedPass(engine, source, sae)
        .threads(3)
        .listener(listener)
        .cancellation(cancellation)
        .collect(Collectors.counting());

    assertThat(engine.pass.threads()).isEqualTo(3);
    assertThat(engine.pass.listener()).isSameAs(listener);
    assertThat(engine.pass.cancellation()).isSameAs(cancellation);
  }

  @Test
  void badArguments_areRefused() {
    EncodedPass pass = new EncodedPass(engine, source, sae);

    assertThatThrownBy(() -> pass.threads(0)).hasMessage("threads must be positive, but was 0");
    assertThatThrownBy(() -> pass.listener(null)).hasMessage("listener");
    assertThatThrownBy(() -> pass.cancellation(null)).hasMessage("cancellation");
    assertThatThrownBy(() -> pass.score(Map.of())).hasMessage("give at least one scorer");
    assertThatThrownBy(() -> new EncodedPass(engine, null, sae)).hasMessage("source");
    assertThatThrownBy(() -> new EncodedPass(engine, source, null)).hasMessage("sae");
  }

  @Test
  void widths_mustBeEqual() {
    assertThatThrownBy(() -> new EncodedPass(engine, source, RecordingEngine.autoencoder(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the source has activations of width 4, but the autoencoder takes width 5");
  }

  @Test
  void score_hasAColumnAScorer_inTheOrderOfTheMap() {
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put("z", e -> e.tokens().size());
    scorers.put("a", e -> 7);

    Scores scores = new EncodedPass(engine, source, sae).score(scorers);

    assertThat(scores.names()).containsExactly("z", "a");
    assertThat(scores.column("z")).containsExactly(2, 3);
  }

  @Test
  void score_ofALambda() {
    Scores scores = new EncodedPass(engine, source, sae).score("length", e -> e.example().width());

    assertThat(scores.column("length")).containsExactly(4, 4);
  }

  @Test
  void fit_addsMergesAndFinishes_inAnyOrder() {
    long tokens = new EncodedPass(engine, source, sae).fit(new TokenCount());

    assertThat(tokens).isEqualTo(5);
    assertThat(engine.collector.characteristics())
        .containsExactly(Collector.Characteristics.UNORDERED);
  }

  private static Example example(String id, int tokens) {
    return Example.of(
        id, TokenSequence.builder().textTokens(tokens).build(), FloatBuffer.allocate(4 * tokens));
  }

  private static final class TokenCount implements ReferenceFit<Long> {

    @Override
    public ReferenceSummary<Long> start(SparseAutoencoder sae) {
      return new Sum();
    }

    @Override
    public ReferenceSummary<Long> read(InputStream in) {
      throw new AssertionError("nothing was written");
    }

    private static final class Sum implements ReferenceSummary<Long> {
      private long tokens;

      @Override
      public void add(EncodedExample example) {
        tokens += example.tokens().size();
      }

      @Override
      public void merge(ReferenceSummary<Long> other) {
        tokens += ((Sum) other).tokens;
      }

      @Override
      public void write(OutputStream out) {
        throw new AssertionError("not to be written");
      }

      @Override
      public Long finish() {
        return tokens;
      }
    }
  }
}

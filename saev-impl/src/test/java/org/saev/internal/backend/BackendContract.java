package org.saev.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.saev.Saev;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.Backend;
import org.saev.spi.SaeWeights;
import org.saev.spi.SessionState;
import org.saev.spi.StepReport;
import org.saev.spi.TrainingSession;
import org.saev.training.AuxK;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

/** What every back end must do: its autoencoders, and its trainings. */
public abstract class BackendContract extends SparseAutoencoderContract {

  private static final int WIDTH = 12;
  private static final int LATENTS = 40;
  private static final int TOKENS = 64;

  /** The back end under test; its default device must be available. */
  protected abstract Backend backend();

  /** Whether a training gives the same bits every time. */
  protected boolean isDeterministic() {
    return true;
  }

  @Override
  protected SparseAutoencoder open(SaeWeights weights) {
    return backend().open(weights, backend().defaultDevice(), 0);
  }

  @Test
  void names_areThoseOfItsDevices() {
    Backend backend = backend();

    assertThat(backend.name()).isNotBlank();
    assertThat(backend.handles(backend.defaultDevice())).isTrue();
    assertThat(backend.handles("a device that nobody has:7")).isFalse();
    assertThat(backend.unavailableReason(backend.defaultDevice())).isEmpty();
  }

  @Test
  void step_reportsTheBatchAsItWasBefore() {
    float[] batch = batch(1);
    float[] given = batch.clone();
    SparseAutoencoder before = open(weights());
    SparseCodes codes = before.encode(FloatBuffer.wrap(batch));
    double fvu = fvu(batch, before.decode(codes));
    try (TrainingSession session = session(trainer().config(), 0)) {
      StepReport report = session.step(batch, TOKENS, 1e-3);

      assertThat(report.fvu()).isCloseTo(fvu, within(1e-4 * fvu));
      assertThat(report.loss()).isCloseTo(fvu, within(1e-4 * fvu));
      assertThat(report.l0()).isCloseTo((double) codes.entries() / TOKENS, within(1e-9));
      assertThat(report.auxLoss()).isZero();
      assertThat(report.deadLatents()).isZero();
      assertThat(batch).isEqualTo(given);
    }
  }

  @Test
  void steps_lowerTheLoss_andKeepDecoderRowsAtUnitNorm() {
    try (TrainingSession session = session(trainer().config(), 0)) {
      double first = session.step(batch(1), TOKENS, 3e-3).fvu();
      double last = first;
      for (int step = 2; step < 300; step++) {
        last = session.step(batch(step % 20), TOKENS, 3e-3).fvu();
      }

      assertThat(last).isLessThan(0.4 * first);
      float[] decoder = session.weights().decoder();
      for (int latent = 0; latent < LATENTS; latent++) {
        double square = 0;
        for (int i = 0; i < WIDTH; i++) {
          square += Math.pow(decoder[latent * WIDTH + i], 2);
        }
        assertThat(square).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void step_takesTheFirstTokensOfALongerArray() {
    float[] longer = Arrays.copyOf(batch(1), 2 * TOKENS * WIDTH);
    longer[longer.length - 1] = Float.NaN;
    try (TrainingSession one = session(trainer().config(), 0);
        TrainingSession other = session(trainer().config(), 0)) {
      StepReport expected = one.step(batch(1), TOKENS, 1e-3);

      assertThat(other.step(longer, TOKENS, 1e-3).fvu()).isCloseTo(expected.fvu(), within(1e-6));
    }
  }

  @Test
  void latentsThatDontFire_countAsDead_andGetAnAuxiliaryLoss() {
    SaeWeights weights = weights();
    weights.encoderBias()[7] = -1e6f;
    AuxK auxK = AuxK.DEFAULT.deadAfterTokens(3 * TOKENS - 1);
    TrainingConfig config = trainer().auxK(auxK).config();
    try (TrainingSession session = backend().train(weights, config, backend().defaultDevice(), 0)) {
      for (int step = 0; step < 3; step++) {
        assertThat(session.step(batch(step), TOKENS, 1e-3).deadLatents()).isZero();
      }
      StepReport report = session.step(batch(3), TOKENS, 1e-3);

      assertThat(report.deadLatents()).isPositive();
      assertThat(report.auxLoss()).isPositive();
      assertThat(report.loss())
          .isCloseTo(report.fvu() + auxK.weight() * report.auxLoss(), within(1e-4));
    }
  }

  @Test
  void restore_goesOnAsIfNothingHadHappened() {
    TrainingConfig config = trainer().auxK(AuxK.DEFAULT.deadAfterTokens(100)).config();
    try (TrainingSession straight = session(config, 0);
        TrainingSession resumed = session(config, 0)) {
      run(straight, 0, 10);
      SessionState saved = copy(straight.state());
      run(straight, 10, 20);
      run(resumed, 30, 33);
      resumed.restore(saved);
      run(resumed, 10, 20);

      assertSame(resumed.state(), straight.state());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void steps_giveTheSameBits_forAnyNumberOfThreads(int threads) {
    TrainingConfig config = trainer().auxK(AuxK.DEFAULT.deadAfterTokens(100)).config();
    try (TrainingSession some = session(config, threads);
        TrainingSession others = session(config, 3)) {
      run(some, 0, 20);
      run(others, 0, 20);

      assertSame(some.state(), others.state());
    }
  }

  @Test
  void step_ofActivationsThatAreNotFinite_isRefused_andChangesNothing() {
    float[] bad = batch(1);
    bad[5 * WIDTH] = Float.NaN;
    try (TrainingSession session = session(trainer().config(), 0)) {
      run(session, 0, 3);
      SessionState before = copy(session.state());

      assertThatThrownBy(() -> session.step(bad, TOKENS, 1e-3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token 5");
      assertSame(session.state(), before);
    }
  }

  private TrainingSession session(TrainingConfig config, int threads) {
    return backend().train(weights(), config, backend().defaultDevice(), threads);
  }

  private static SaeWeights weights() {
    SaeWeights weights = TestWeights.topK(WIDTH, LATENTS, 4);
    Arrays.fill(weights.encoderBias(), 0);
    return weights;
  }

  private static Trainer trainer() {
    return Saev.trainer().latents(LATENTS).k(4).batchTokens(TOKENS).shuffleBufferTokens(TOKENS);
  }

  private static void run(TrainingSession session, int from, int to) {
    for (int step = from; step < to; step++) {
      session.step(batch(step), TOKENS, 1e-3);
    }
  }

  /** Tokens of two of eight directions each. */
  private static float[] batch(long seed) {
    float[] directions = TestWeights.normal(77, 8 * WIDTH);
    float[] strengths = TestWeights.normal(seed + 1000, 2 * TOKENS);
    float[] rows = TestWeights.normal(seed, TOKENS * WIDTH);
    for (int token = 0; token < TOKENS; token++) {
      for (int i = 0; i < WIDTH; i++) {
        int one = (int) ((token * 5L + seed) % 8);
        int other = (token * 3 + 1) % 8;
        rows[token * WIDTH + i] =
            0.1f * rows[token * WIDTH + i]
                + (1 + Math.abs(strengths[2 * token])) * directions[one * WIDTH + i]
                + (1 + Math.abs(strengths[2 * token + 1])) * directions[other * WIDTH + i];
      }
    }
    return rows;
  }

  private static double fvu(float[] rows, float[] decoded) {
    double[] mean = new double[WIDTH];
    for (int i = 0; i < rows.length; i++) {
      mean[i % WIDTH] += rows[i] / (double) TOKENS;
    }
    double error = 0;
    double variation = 0;
    for (int i = 0; i < rows.length; i++) {
      error += Math.pow((double) rows[i] - decoded[i], 2);
      variation += Math.pow(rows[i] - mean[i % WIDTH], 2);
    }
    return error / variation;
  }

  private void assertSame(SessionState found, SessionState expected) {
    assertThat(found.floats().keySet()).isEqualTo(expected.floats().keySet());
    assertThat(found.longs().keySet()).isEqualTo(expected.longs().keySet());
    float tolerance = isDeterministic() ? 0 : 1e-4f;
    expected
        .floats()
        .forEach(
            (name, values) ->
                assertThat(found.floats().get(name))
                    .as(name)
                    .containsExactly(values, within(tolerance)));
    expected
        .longs()
        .forEach((name, values) -> assertThat(found.longs().get(name)).as(name).isEqualTo(values));
  }

  private static SessionState copy(SessionState state) {
    Map<String, float[]> floats = new HashMap<>();
    state.floats().forEach((name, values) -> floats.put(name, values.clone()));
    Map<String, long[]> longs = new HashMap<>();
    state.longs().forEach((name, values) -> longs.put(name, values.clone()));
    return new SessionState(floats, longs);
  }
}

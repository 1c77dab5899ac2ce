package org.saev.internal.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.method.CrossModalFit;
import org.saev.method.Scorers;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedPass;
import org.saev.spi.SaeWeights;

/** What a pass allocates beyond for each further token, on the thread that does all of it. */
class PassAllocationTest {

  private static final int WIDTH = 4;
  private static final int LATENTS = 64;
  private static final int K = 32;
  private static final int EXAMPLE_TOKENS = 500;

  /** Of 32 entries or so a token, each of 8 bytes. */
  private static final int BYTES_OF_CODES = 200;

  private static final int LITTLE = 20;

  /** Enough for the JIT; the least of all counts, since interpreted code allocates its vectors. */
  private static final int ROUNDS = 30;

  @ParameterizedTest
  @EnumSource(InputNormalization.class)
  void scoring_allocatesNothingMuchAToken(InputNormalization normalization) {
    SparseAutoencoder sae = autoencoder(normalization);
    AlignmentScorer cosine = Scorers.cosine(pass(10, sae).fit(CrossModalFit.rankPaired()));

    double bytes = bytesAToken(sae, Map.of("cosine", cosine, "l1", Scorers.l1()));

    assertThat(bytes).isLessThan(LITTLE);
  }

  @Test
  void scoring_allocatesCodes_whereAScorerMayKeepThem() {
    SparseAutoencoder sae = autoencoder(InputNormalization.NONE);

    double bytes = bytesAToken(sae, Map.of("own", e -> e.codes().entries(), "l1", Scorers.l1()));

    assertThat(bytes).isGreaterThan(BYTES_OF_CODES);
  }

  private static double bytesAToken(SparseAutoencoder sae, Map<String, AlignmentScorer> scorers) {
    int examples = 20;
    long less = Long.MAX_VALUE;
    long more = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      less = Math.min(less, bytes(examples, sae, scorers));
      more = Math.min(more, bytes(3 * examples, sae, scorers));
    }
    return (double) (more - less) / (2 * examples * EXAMPLE_TOKENS);
  }

  private static long bytes(
      int examples, SparseAutoencoder sae, Map<String, AlignmentScorer> scorers) {
    EncodedPass pass = pass(examples, sae);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(pass.score(scorers).size()).isEqualTo(examples);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static EncodedPass pass(int examples, SparseAutoencoder sae) {
    SplittableRandom random = new SplittableRandom(3);
    List<Example> list = new ArrayList<>();
    for (int e = 0; e < examples; e++) {
      TokenSequence tokens =
          TokenSequence.builder()
              .padding(e % 2)
              .patches(PatchGrid.of(10, EXAMPLE_TOKENS / 20))
              .textTokens(EXAMPLE_TOKENS / 2 - e % 2)
              .build();
      list.add(
          Example.of("e" + e, tokens, FloatBuffer.wrap(normal(random, EXAMPLE_TOKENS * WIDTH))));
    }
    return Saev.encode(ActivationSource.of(list), sae).threads(1);
  }

  private static SparseAutoencoder autoencoder(InputNormalization normalization) {
    SplittableRandom random = new SplittableRandom(4);
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS)
            .k(K)
            .inputNormalization(normalization)
            .build();
    float[] bias = new float[LATENTS];
    Arrays.fill(bias, 10);
    return new CpuBackend()
        .open(
            new SaeWeights(
                config,
                normal(random, LATENTS * WIDTH),
                bias,
                normal(random, LATENTS * WIDTH),
                normal(random, WIDTH),
                Map.of()),
            "cpu",
            1);
  }

  private static float[] normal(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}

package org.saev.method;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.Scores;

/**
 * Fits, scores and measures examples of 1,300 tokens that are made up as they are read. Run in a
 * heap that holds a small part of them.
 */
final class BoundedPassProgram {

  private static final int WIDTH = 64;
  private static final int LATENTS = 512;
  private static final int K = 32;

  private static final TokenSequence TOKENS =
      TokenLayouts.llavaNextSquare(TokenSequence.builder().special("<s>"), 0)
          .textTokens(123)
          .build();

  private BoundedPassProgram() {}

  /** Takes the number of examples. */
  public static void main(String[] args) {
    ActivationSource source = new MadeUp(Long.parseLong(args[0]));
    SparseAutoencoder sae = new Cheap();
    CrossModalWeights weights = Saev.encode(source, sae).fit(CrossModalFit.rankPaired());
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put("cosine", Scorers.cosine(weights));
    scorers.put("shared", Scorers.coOccurringL0());
    scorers.put("L0", Scorers.l0());
    scorers.put("random", Baselines.random(1));
    long start = System.nanoTime();
    Scores scores = Saev.encode(source, sae).score(scorers);
    long nanos = System.nanoTime() - start;
    Saev.encode(source, sae)
        .collect(ReconstructionReport.collector(sae, new Bootstrap(100, 0.95, 1)));
    System.out.printf(
        "%d examples, %d tokens, %d scored, %.0f examples a second, heap %d MiB%n",
        scores.size(),
        source.tokenCount().orElseThrow(),
        scores.size() - scores.unscored("cosine"),
        scores.size() / (nanos / 1e9),
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Every example anew: nothing is held. */
  private record MadeUp(long count) implements ActivationSource {

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public Stream<Example> examples() {
      return LongStream.range(0, count).mapToObj(MadeUp::example);
    }

    private static Example example(long number) {
      float[] rows = new float[TOKENS.size() * WIDTH];
      long state = number * 0x9E3779B97F4A7C15L + 1;
      for (int i = 0; i < rows.length; i++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        int upper = (int) (state >> 40);
        rows[i] = upper * 0x1p-23f;
      }
      return Example.of("e" + number, TOKENS, FloatBuffer.wrap(rows));
    }

    @Override
    public OptionalLong exampleCount() {
      return OptionalLong.of(count);
    }

    @Override
    public OptionalLong tokenCount() {
      return OptionalLong.of(count * TOKENS.size());
    }
  }

  /** Codes that cost next to nothing: the pass is what is tried here. */
  private static final class Cheap implements SparseAutoencoder {

    @Override
    public SaeConfig config() {
      return SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS).k(K).build();
    }

    @Override
    public SparseCodes encode(FloatBuffer activations) {
      int tokens = activations.remaining() / WIDTH;
      int[] starts = new int[tokens + 1];
      int[] indices = new int[tokens * K];
      float[] values = new float[tokens * K];
      for (int token = 0; token < tokens; token++) {
        float first = activations.get(activations.position() + token * WIDTH);
        int shift = (Float.floatToIntBits(first) >>> 4) & (LATENTS - 1);
        for (int rank = 0; rank < K; rank++) {
          indices[token * K + rank] = (shift + 7 * rank) & (LATENTS - 1);
          values[token * K + rank] = 3 + Math.abs(first) - rank * 0.05f;
        }
        starts[token + 1] = (token + 1) * K;
      }
      return SparseCodes.of(LATENTS, starts, indices, values);
    }

    @Override
    public float[] decode(SparseCodes codes) {
      return new float[codes.tokens() * WIDTH];
    }

    @Override
    public float[] encoderRow(int latent) {
      return new float[WIDTH];
    }

    @Override
    public float[] decoderRow(int latent) {
      return new float[WIDTH];
    }

    @Override
    public float[] encoderBias() {
      return new float[LATENTS];
    }

    @Override
    public float[] decoderBias() {
      return new float[WIDTH];
    }

    @Override
    public void save(Path folder) {
      throw new UnsupportedOperationException();
    }
  }
}

package org.saev.method;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;
import org.saev.spi.SaeWeights;

/** Encoded examples for tests: random ones with many ties, and ones written down by hand. */
final class MethodExamples {

  private MethodExamples() {}

  /** Examples of every role and modality, with few distinct activations, and rows that are zero. */
  static List<EncodedExample> random(int count, int width, int latents, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random("example " + i, width, latents, random))
        .toList();
  }

  private static EncodedExample random(String id, int width, int latents, Random random) {
    TokenSequence tokens = tokens(random);
    int size = tokens.size();
    float[] rows = new float[size * width];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(5) - 2;
    }
    Arrays.fill(rows, 0, random.nextInt(4) == 0 ? width : 0, 0);
    float[][] dense = new float[size][latents];
    for (float[] row : dense) {
      for (int entries = random.nextInt(latents); entries > 0; entries--) {
        row[random.nextInt(latents)] = (1 + random.nextInt(6)) / 2f;
      }
    }
    Example.Builder example =
        Example.builder(id).tokens(tokens).activations(FloatBuffer.wrap(rows));
    float[] attention = new float[size];
    for (int i = 0; i < size; i++) {
      attention[i] = random.nextFloat();
    }
    return new EncodedExample(
        example.extra(Extras.TOKEN_ATTENTION, attention).build(), codes(latents, dense));
  }

  private static TokenSequence tokens(Random random) {
    TokenSequence.Builder builder = TokenSequence.builder().special("<s>");
    for (int image = random.nextInt(3); image > 0; image--) {
      builder.patches(new PatchGrid(image, 1 + random.nextInt(3), 1 + random.nextInt(3), 1));
      builder.newline();
    }
    builder.textTokens(random.nextInt(5)).padding(random.nextInt(3));
    if (random.nextInt(4) == 0) {
      builder.token(Modality.AUDIO, TokenRole.ORDINARY, null);
    }
    return builder.build();
  }

  /** Codes of a dense matrix [tokens][latents]. */
  static SparseCodes codes(int latents, float[]... dense) {
    int[] starts = new int[dense.length + 1];
    List<Integer> indices = new ArrayList<>();
    for (int token = 0; token < dense.length; token++) {
      float[] row = dense[token];
      IntStream.range(0, latents)
          .filter(latent -> row[latent] != 0)
          .boxed()
          .sorted(Comparator.<Integer>comparingDouble(latent -> -row[latent]))
          .forEach(indices::add);
      starts[token + 1] = indices.size();
    }
    float[] values = new float[indices.size()];
    for (int token = 0; token < dense.length; token++) {
      for (int entry = starts[token]; entry < starts[token + 1]; entry++) {
        values[entry] = dense[token][indices.get(entry)];
      }
    }
    int[] latent = indices.stream().mapToInt(Integer::intValue).toArray();
    return SparseCodes.of(latents, starts, latent, values);
  }

  /** An example of given rows, whose codes are a dense matrix. */
  static EncodedExample of(
      String id, TokenSequence tokens, float[][] rows, int latents, float[]... dense) {
    return new EncodedExample(
        Example.of(id, tokens, FloatBuffer.wrap(flat(rows))), codes(latents, dense));
  }

  /** An example of width 1 whose activations don't matter. */
  static EncodedExample of(TokenSequence tokens, int latents, float[]... dense) {
    float[][] rows = new float[tokens.size()][1];
    return of("example", tokens, rows, latents, dense);
  }

  static float[] flat(float[]... rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** A real TopK autoencoder of random weights. */
  static SparseAutoencoder autoencoder(int width, int latents, int k, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[latents * width];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, width, latents).k(k).build();
    return new CpuBackend()
        .open(
            new SaeWeights(config, weights, new float[latents], weights.clone(), new float[width]),
            "cpu",
            1);
  }
}

package org.saev.internal.pass;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;

/** A random autoencoder and random examples, the same every time. */
final class PassData {

  static final int WIDTH = 6;
  static final int LATENTS = 20;

  private PassData() {}

  static SparseAutoencoder autoencoder() {
    return autoencoder(InputNormalization.NONE);
  }

  static SparseAutoencoder autoencoder(InputNormalization normalization) {
    SplittableRandom random = new SplittableRandom(1);
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS)
            .k(4)
            .inputNormalization(normalization)
            .build();
    return new CpuBackend()
        .open(
            new SaeWeights(
                config,
                normal(random, LATENTS * WIDTH),
                normal(random, LATENTS),
                normal(random, LATENTS * WIDTH),
                normal(random, WIDTH),
                Map.of()),
            "cpu",
            0);
  }

  /** Examples of 20 to 120 tokens: special, patches, newline, words, video, padding of NaN. */
  static List<Example> examples(int count) {
    SplittableRandom random = new SplittableRandom(2);
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      TokenSequence.Builder tokens = TokenSequence.builder().padding(e % 3).special("<s>");
      tokens.patches(PatchGrid.of(1 + random.nextInt(5), 12)).newline();
      tokens.padding(e % 2).textTokens(5 + random.nextInt(50));
      if (e % 4 == 0) {
        int grid = tokens.grid(PatchGrid.of(1, 1));
        tokens.patch(grid, 0, 0, Modality.VIDEO, TokenRole.ORDINARY);
      }
      examples.add(example("e" + e, tokens.padding(e % 5).build(), random));
    }
    return examples;
  }

  private static Example example(String id, TokenSequence tokens, SplittableRandom random) {
    float[] rows = normal(random, tokens.size() * WIDTH);
    for (int i = 0; i < rows.length; i++) {
      if (tokens.role(i / WIDTH) == TokenRole.PADDING) {
        rows[i] = Float.NaN;
      }
    }
    return Example.of(id, tokens, FloatBuffer.wrap(rows));
  }

  private static float[] normal(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}

package org.saev.atlas;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;

/**
 * Random autoencoders and examples; activations are small whole numbers, so that many are equal.
 */
final class AtlasInputs {

  static final int WIDTH = 6;
  static final int LATENTS = 24;

  private AtlasInputs() {}

  static SparseAutoencoder autoencoder(long seed) {
    Random random = new Random(seed);
    float[] rows = new float[LATENTS * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(5) - 2;
    }
    SaeConfig config = SaeConfig.builder(Architecture.TOPK, WIDTH, LATENTS).k(5).build();
    return new CpuBackend()
        .open(new SaeWeights(config, rows, new float[LATENTS], rows, new float[WIDTH]), "cpu", 1);
  }

  static List<Example> examples(int count, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example("example " + i, random));
    }
    return examples;
  }

  private static Example example(String id, Random random) {
    TokenSequence.Builder tokens = TokenSequence.builder().special("<s>");
    if (random.nextInt(8) > 0) {
      tokens.patches(PatchGrid.of(2, 3)).newline();
    }
    for (int word = random.nextInt(6); word > 0; word--) {
      tokens.text("word" + random.nextInt(9));
    }
    tokens.token(Modality.AUDIO, TokenRole.ORDINARY, null).padding(1);
    TokenSequence sequence = tokens.build();
    float[] activations = new float[sequence.size() * WIDTH];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = random.nextInt(5) - 2;
    }
    return Example.builder(id)
        .tokens(sequence)
        .activations(FloatBuffer.wrap(activations))
        .image(id + ".png")
        .build();
  }
}

package org.saev.benchmarks.quality;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;

/**
 * Synthetic multimodal activations with known directions. A token of a modality is {@code offset +
 * scale · Σ a_j U_j + noise}: directions U_j are unit vectors, half of them shared by both
 * modalities, a quarter private to each; direction j is active with a probability that falls as 1 /
 * (rank + 5), ten directions a token on average; {@code a_j = 0.3 + Exponential(1)}; noise has
 * standard deviation 0.05 a dimension.
 */
public final class GroundTruth {

  private static final double ACTIVE = 10;
  private static final double[] OFFSET = {1.5, 2.5};
  private static final double[] SCALE = {1.0, 1.4};
  private static final double NOISE = 0.05;
  private static final int TOKENS_A_EXAMPLE = 256;
  private static final Modality[] MODALITIES = {Modality.TEXT, Modality.IMAGE};

  private final int width;
  private final KnownDirections directions;
  private final double[][] probability;
  private final float[][] offset;

  /**
   * Draws the directions.
   *
   * @param width length of an activation vector
   * @param count directions, a multiple of 4
   * @param seed of the directions, probabilities and offsets
   */
  public GroundTruth(int width, int count, long seed) {
    this.width = width;
    SplittableRandom random = new SplittableRandom(seed);
    float[] rows = new float[count * width];
    for (int j = 0; j < count; j++) {
      unit(random, rows, j * width, 1);
    }
    byte[] owner = new byte[count];
    for (int j = 0; j < count; j++) {
      owner[j] = (byte) (j < count / 2 ? 0 : j < 3 * count / 4 ? 1 : 2);
    }
    directions = new KnownDirections(width, rows, owner);
    probability = new double[][] {zipf(random, owner, 1), zipf(random, owner, 2)};
    offset = new float[2][width];
    unit(random, offset[0], 0, OFFSET[0]);
    unit(random, offset[1], 0, OFFSET[1]);
  }

  KnownDirections directions() {
    return directions;
  }

  /**
   * Tokens drawn independently; the same seed gives the same tokens.
   *
   * @param tokens a multiple of 256
   * @param seed of the tokens
   * @return the tokens, in examples of 256
   */
  public ActivationSource tokens(long tokens, long seed) {
    long examples = tokens / TOKENS_A_EXAMPLE;
    return new ActivationSource() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public Stream<Example> examples() {
        return examplesFrom(0);
      }

      @Override
      public Stream<Example> examplesFrom(long first) {
        return LongStream.range(first, examples).mapToObj(index -> example(seed, index));
      }
    };
  }

  private Example example(long seed, long index) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + index);
    float[] rows = new float[TOKENS_A_EXAMPLE * width];
    TokenSequence.Builder sequence = TokenSequence.builder();
    for (int token = 0; token < TOKENS_A_EXAMPLE; token++) {
      int m = random.nextInt(2);
      sequence.token(MODALITIES[m], TokenRole.ORDINARY, null);
      draw(random, m, rows, token * width);
    }
    return Example.of(index + "", sequence.build(), FloatBuffer.wrap(rows));
  }

  private void draw(SplittableRandom random, int m, float[] rows, int at) {
    for (int i = 0; i < width; i++) {
      rows[at + i] = (float) (offset[m][i] + NOISE * random.nextGaussian());
    }
    for (int j = 0; j < directions.count(); j++) {
      if (random.nextDouble() < probability[m][j]) {
        float strength = (float) (SCALE[m] * (0.3 + random.nextExponential()));
        directions.addTo(rows, at, j, strength);
      }
    }
  }

  /**
   * Falls as 1 / (rank + 5) over the modality's directions in a random order, capped at one half.
   */
  private static double[] zipf(SplittableRandom random, byte[] owner, int modality) {
    int[] own = new int[owner.length];
    int count = 0;
    for (int j = 0; j < owner.length; j++) {
      if (owner[j] == 0 || owner[j] == modality) {
        int place = random.nextInt(count + 1);
        own[count++] = own[place];
        own[place] = j;
      }
    }
    double sum = 0;
    for (int rank = 0; rank < count; rank++) {
      sum += 1 / (rank + 5.0);
    }
    double[] probability = new double[owner.length];
    for (int rank = 0; rank < count; rank++) {
      probability[own[rank]] = Math.min(0.5, ACTIVE / sum / (rank + 5.0));
    }
    return probability;
  }

  private void unit(SplittableRandom random, float[] target, int at, double norm) {
    double square = 0;
    for (int i = 0; i < width; i++) {
      target[at + i] = (float) random.nextGaussian();
      square += (double) target[at + i] * target[at + i];
    }
    for (int i = 0; i < width; i++) {
      target[at + i] *= (float) (norm / Math.sqrt(square));
    }
  }
}

package org.saev.benchmarks.speed;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.saev.activations.Example;
import org.saev.benchmarks.quality.GroundTruth;

/**
 * What every benchmark of a size starts from: batches of sparse combinations of known directions,
 * and weights as training begins with, tied rows of length 1 and the decoder bias at the mean. The
 * batches differ, as those of a training do.
 */
final class Problem {

  private static final int DIRECTIONS = 2048;

  final Size size;
  final float[][] batches;
  final float[] encoder;
  final float[] encoderBias;
  final float[] decoderBias;

  /**
   * Makes a problem; the same every time.
   *
   * @param size its size
   * @param batches number of batches
   */
  Problem(Size size, int batches) {
    this(size, batches, new float[size.latents() * size.width()]);
  }

  /**
   * Makes a problem in an array that is there already.
   *
   * @param size its size
   * @param batches number of batches
   * @param encoder where its weights go
   */
  Problem(Size size, int batches, float[] encoder) {
    this.size = size;
    this.batches = new float[batches][];
    this.encoder = encoder;
    fillWithUnitRows(encoder, size.width());
    GroundTruth truth = new GroundTruth(size.width(), DIRECTIONS, 1);
    for (int b = 0; b < batches; b++) {
      this.batches[b] = batch(truth, size, 2 + b);
    }
    encoderBias = new float[size.latents()];
    decoderBias = mean(this.batches[0], size.tokens(), size.width());
  }

  private static float[] batch(GroundTruth truth, Size size, long seed) {
    float[] rows = new float[size.tokens() * size.width()];
    int at = 0;
    for (Example example :
        (Iterable<Example>) truth.tokens(size.tokens(), seed).examples()::iterator) {
      int floats = example.activations().remaining();
      example.activations().get(rows, at, floats);
      at += floats;
    }
    return rows;
  }

  private static void fillWithUnitRows(float[] out, int width) {
    IntStream.range(0, out.length / width)
        .parallel()
        .forEach(
            row -> {
              SplittableRandom random = new SplittableRandom(row);
              double square = 0;
              for (int c = row * width; c < (row + 1) * width; c++) {
                long bits = random.nextLong();
                out[c] = (int) (bits >> 32) * 0x1p-31f + (int) bits * 0x1p-31f;
                square += (double) out[c] * out[c];
              }
              float scale = (float) (1 / Math.sqrt(square));
              for (int c = row * width; c < (row + 1) * width; c++) {
                out[c] *= scale;
              }
            });
  }

  private static float[] mean(float[] rows, int tokens, int width) {
    float[] mean = new float[width];
    for (int c = 0; c < width; c++) {
      double sum = 0;
      for (int t = 0; t < tokens; t++) {
        sum += rows[t * width + c];
      }
      mean[c] = (float) (sum / tokens);
    }
    return mean;
  }
}

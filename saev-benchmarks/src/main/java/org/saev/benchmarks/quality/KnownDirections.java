package org.saev.benchmarks.quality;

import java.util.stream.IntStream;
import org.saev.sae.SparseAutoencoder;

/** The directions that data was made of, and how well an autoencoder found them. */
final class KnownDirections {

  private static final double FOUND = 0.9;

  private final int width;
  private final float[] rows;
  private final byte[] owner;

  /**
   * @param rows [count, width], unit norm
   * @param owner of each direction: 0 both modalities, 1 text, 2 image
   */
  KnownDirections(int width, float[] rows, byte[] owner) {
    this.width = width;
    this.rows = rows;
    this.owner = owner;
  }

  int count() {
    return owner.length;
  }

  void addTo(float[] target, int at, int direction, float strength) {
    for (int i = 0; i < width; i++) {
      target[at + i] += strength * rows[direction * width + i];
    }
  }

  /** Compares each direction with the decoder row nearest to it. */
  Recovery recovery(SparseAutoencoder sae) {
    float[][] decoder =
        IntStream.range(0, sae.latents())
            .mapToObj(latent -> normalised(sae.decoderRow(latent)))
            .toArray(float[][]::new);
    double[] best =
        IntStream.range(0, count())
            .parallel()
            .mapToDouble(direction -> bestCosine(direction, decoder))
            .toArray();
    return new Recovery(
        mean(best, -1),
        mean(best, 0),
        mean(best, 1),
        mean(best, 2),
        (double) IntStream.range(0, count()).filter(j -> best[j] > FOUND).count() / count());
  }

  private double bestCosine(int direction, float[][] decoder) {
    double best = -1;
    for (float[] row : decoder) {
      float dot = 0;
      for (int i = 0; i < width; i++) {
        dot += rows[direction * width + i] * row[i];
      }
      best = Math.max(best, dot);
    }
    return best;
  }

  private double mean(double[] best, int of) {
    return IntStream.range(0, count())
        .filter(j -> of < 0 || owner[j] == of)
        .mapToDouble(j -> best[j])
        .average()
        .orElse(Double.NaN);
  }

  private static float[] normalised(float[] row) {
    double square = 0;
    for (float value : row) {
      square += (double) value * value;
    }
    float norm = (float) Math.sqrt(square);
    for (int i = 0; i < row.length; i++) {
      row[i] /= norm;
    }
    return row;
  }

  /**
   * Mean over directions of the largest cosine to a decoder row, and the share of directions found.
   *
   * @param all over all directions
   * @param shared over those of both modalities
   * @param text over those of text
   * @param image over those of images
   * @param found share with a cosine above 0.9
   */
  record Recovery(double all, double shared, double text, double image, double found) {}
}

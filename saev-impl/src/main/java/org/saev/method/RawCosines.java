package org.saev.method;

import java.nio.FloatBuffer;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.scoring.EncodedExample;

/** Cosines between the raw activations of an example's ordinary text and image tokens. */
final class RawCosines {

  private final float[][] text;
  private final float[][] image;
  private final int width;

  RawCosines(EncodedExample encoded) {
    width = encoded.example().width();
    FloatBuffer activations = encoded.example().activations();
    text = rows(activations, encoded.tokens(), Modality.TEXT);
    image = rows(activations, encoded.tokens(), Modality.IMAGE);
  }

  private float[][] rows(FloatBuffer activations, TokenSequence tokens, Modality modality) {
    float[][] rows = new float[tokens.count(modality)][width];
    int next = 0;
    for (int token = 0; token < tokens.size(); token++) {
      if (tokens.isOrdinary(token, modality)) {
        activations.get(token * width, rows[next++]);
      }
    }
    return rows;
  }

  boolean hasBothModalities() {
    return text.length > 0 && image.length > 0;
  }

  double pooled() {
    return Cosines.of(mean(text, false), mean(image, false));
  }

  /** The mean vector of a modality. */
  double[] mean(Modality modality) {
    return mean(modality == Modality.TEXT ? text : image, false);
  }

  /** The mean over all pairs is the dot product of the mean unit vectors: no loop over pairs. */
  double mean() {
    double[] a = mean(text, true);
    double[] b = mean(image, true);
    double dot = 0;
    for (int i = 0; i < width; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (float[] row : text) {
      max = Math.max(max, best(row));
    }
    return max;
  }

  double maxMean() {
    double sum = 0;
    for (float[] row : text) {
      sum += best(row);
    }
    return sum / text.length;
  }

  private double best(float[] row) {
    double best = Double.NEGATIVE_INFINITY;
    for (float[] other : image) {
      best = Math.max(best, Cosines.of(row, other));
    }
    return best;
  }

  private double[] mean(float[][] rows, boolean unit) {
    double[] mean = new double[width];
    for (float[] row : rows) {
      double scale = (unit ? inverseNorm(row) : 1) / rows.length;
      for (int i = 0; i < width; i++) {
        mean[i] += scale * row[i];
      }
    }
    return mean;
  }

  private static double inverseNorm(float[] row) {
    double squares = 0;
    for (float x : row) {
      squares += (double) x * x;
    }
    return squares == 0 ? 0 : 1 / Math.sqrt(squares);
  }
}

package org.saev.method;

import java.nio.FloatBuffer;
import java.util.Arrays;
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
    return mean(rows(modality), false);
  }

  /** The mean over all pairs is the dot product of the mean unit vectors: no loop over pairs. */
  double mean() {
    return dot(mean(text, true), mean(image, true));
  }

  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (double best : best()) {
      max = Math.max(max, best);
    }
    return max;
  }

  double maxMean() {
    double sum = 0;
    for (double best : best()) {
      sum += best;
    }
    return sum / text.length;
  }

  /** The largest cosine of each text token with an image token. */
  private double[] best() {
    double[] scales = inverseNorms(image);
    double[] best = new double[text.length];
    for (int t = 0; t < text.length; t++) {
      best[t] = inverseNorm(text[t]) * largest(wide(text[t]), image, scales);
    }
    return best;
  }

  /** The mean cosine of a row with the rows of a modality. */
  double meanWith(double[] row, Modality modality) {
    double[] mean = mean(rows(modality), true);
    return inverseNorm(row) * dot(row, mean);
  }

  /** The largest cosine of a row with one of the rows of a modality. */
  double maxWith(double[] row, Modality modality) {
    return inverseNorm(row) * largest(row, rows(modality), inverseNorms(rows(modality)));
  }

  private float[][] rows(Modality modality) {
    return modality == Modality.TEXT ? text : image;
  }

  private static double largest(double[] row, float[][] others, double[] scales) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < others.length; i++) {
      double dot = 0;
      for (int d = 0; d < row.length; d++) {
        dot += row[d] * others[i][d];
      }
      largest = Math.max(largest, dot * scales[i]);
    }
    return largest;
  }

  private static double[] inverseNorms(float[][] rows) {
    double[] norms = new double[rows.length];
    Arrays.setAll(norms, i -> inverseNorm(rows[i]));
    return norms;
  }

  private static double[] wide(float[] row) {
    double[] wide = new double[row.length];
    Arrays.setAll(wide, i -> row[i]);
    return wide;
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  /** Divides once, at the end: rows that cancel out have the mean 0, not the noise of rounding. */
  private double[] mean(float[][] rows, boolean unit) {
    double[] mean = new double[width];
    for (float[] row : rows) {
      double scale = unit ? inverseNorm(row) : 1;
      for (int i = 0; i < width; i++) {
        mean[i] += scale * row[i];
      }
    }
    for (int i = 0; i < width; i++) {
      mean[i] /= rows.length;
    }
    return mean;
  }

  private static double inverseNorm(float[] row) {
    return inverseNorm(wide(row));
  }

  private static double inverseNorm(double[] row) {
    double squares = dot(row, row);
    return squares == 0 ? 0 : 1 / Math.sqrt(squares);
  }
}

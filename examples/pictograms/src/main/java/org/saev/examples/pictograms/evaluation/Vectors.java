package org.saev.examples.pictograms.evaluation;

import java.util.List;

/** Activations of one modality, standardised: each dimension gets mean 0 and deviation 1. */
final class Vectors {
  private static final double EPSILON = 1e-8;

  private Vectors() {}

  /** Standardises in place, then scales every vector to length 1, so that cosines are products. */
  static void standardize(List<float[]> vectors) {
    int width = vectors.get(0).length;
    for (int d = 0; d < width; d++) {
      double sum = 0;
      double squares = 0;
      for (float[] vector : vectors) {
        sum += vector[d];
        squares += (double) vector[d] * vector[d];
      }
      double mean = sum / vectors.size();
      double variance = Math.max(0, squares / vectors.size() - mean * mean);
      double deviation = Math.sqrt(variance + EPSILON);
      for (float[] vector : vectors) {
        vector[d] = (float) ((vector[d] - mean) / deviation);
      }
    }
    for (float[] vector : vectors) {
      double length = Math.sqrt(dot(vector, vector) + EPSILON);
      for (int d = 0; d < width; d++) {
        vector[d] /= (float) length;
      }
    }
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }
}

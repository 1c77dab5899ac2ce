package org.saev.method.evaluation;

import org.saev.sae.SparseCodes;

/**
 * What a bootstrap needs of the tokens of one modality in one example: with {@code y = x - b_dec},
 * which is small beside x and so loses no digits, their mean and their variation about it.
 */
final class ExampleFigures {

  final double[] mean;
  long tokens;
  double variation;
  double error;
  long active;
  double strength;

  ExampleFigures(int width) {
    mean = new double[width];
  }

  void add(
      float[] activations, float[] reconstruction, float[] centre, int token, SparseCodes codes) {
    tokens++;
    int row = token * mean.length;
    for (int i = 0; i < mean.length; i++) {
      double x = activations[row + i];
      double miss = x - reconstruction[row + i];
      error += miss * miss;
      double off = x - centre[i] - mean[i];
      mean[i] += off / tokens;
      variation += off * (x - centre[i] - mean[i]);
    }
    int count = codes.count(token);
    active += count;
    for (int rank = 0; rank < count; rank++) {
      strength += codes.value(token, rank);
    }
  }
}

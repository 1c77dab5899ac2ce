package org.saev.examples.pictograms.experiments.masking;

/**
 * How well a masked caption tells its picture from near ones.
 *
 * @param beaten the share of near pictures with which the kept words have a higher loss than with
 *     the own one; ties count half
 * @param found 1 if all are beaten; 1/n if n pictures, the own one among them, share the lowest
 *     loss
 */
record Retrieval(double beaten, double found) {

  /**
   * Compares losses.
   *
   * @param own of the kept words with their own picture
   * @param near with each near picture
   */
  static Retrieval of(double own, double[] near) {
    double beaten = 0;
    int lower = 0;
    int equal = 1;
    for (double loss : near) {
      beaten += loss > own ? 1 : loss == own ? 0.5 : 0;
      lower += loss < own ? 1 : 0;
      equal += loss == own ? 1 : 0;
    }
    return new Retrieval(beaten / near.length, lower > 0 ? 0 : 1.0 / equal);
  }
}

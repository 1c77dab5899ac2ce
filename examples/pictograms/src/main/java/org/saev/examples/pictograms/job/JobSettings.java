package org.saev.examples.pictograms.job;

/**
 * What the main job does.
 *
 * @param referencePairs pairs with true captions, on which the autoencoders are trained and the
 *     cross-modal weights fitted
 * @param scoredPairs pairs that are scored, of which every fifth has a swapped caption
 * @param layer whose residual stream is looked at; 0 is before the first
 * @param latents of each autoencoder
 * @param k active latents a token
 * @param steps of training, 4,096 tokens each
 * @param bound delta of the chosen scores; see {@link org.saev.method.ScoreOptions#bound}
 * @param referenceSeed of the reference scenes
 * @param scoredSeed of the scored scenes
 * @param trainingSeed of the autoencoders
 */
public record JobSettings(
    int referencePairs,
    int scoredPairs,
    int layer,
    int latents,
    int k,
    int steps,
    double bound,
    long referenceSeed,
    long scoredSeed,
    long trainingSeed) {

  /** Checks that the two sets of scenes are different. */
  public JobSettings {
    if (referenceSeed == scoredSeed) {
      throw new IllegalArgumentException(
          "reference and scored pairs need different seeds, but both were " + scoredSeed);
    }
    if (referencePairs < 1 || scoredPairs < Pairs.CORRUPT_EVERY) {
      throw new IllegalArgumentException(
          "there must be reference pairs and at least %d scored pairs, but there were %d and %d"
              .formatted(Pairs.CORRUPT_EVERY, referencePairs, scoredPairs));
    }
  }

  /**
   * The settings of the figures in the example's README. Layer, latents, k, steps and bound were
   * chosen on pairs of other seeds.
   *
   * @return the settings
   */
  public static JobSettings standard() {
    return new JobSettings(6000, 4000, 2, 2048, 16, 1000, 2, 101, 102, 1);
  }
}

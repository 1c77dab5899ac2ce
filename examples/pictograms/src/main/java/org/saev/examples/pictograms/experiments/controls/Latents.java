package org.saev.examples.pictograms.experiments.controls;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.saev.method.CrossModalWeights;
import org.saev.method.LatentModality;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;

/**
 * What the latents of an autoencoder are like on the reference pairs.
 *
 * @param shared share of the latents that fire on words and on patches
 * @param textOnly share that fires on words only
 * @param imageOnly share that fires on patches only
 * @param dead share that never fires
 * @param weighted share that has a cross-modal weight
 * @param weight the mean weight of those
 * @param floor the mean cosine of random text-image token pairs
 */
record Latents(
    Interval shared,
    Interval textOnly,
    Interval imageOnly,
    Interval dead,
    Interval weighted,
    Interval weight,
    Interval floor) {

  /** Intervals are over latents, that of the floor over token pairs. */
  static Latents of(CrossModalWeights weights) {
    double[] fitted = Arrays.stream(weights.weights()).filter(w -> !Double.isNaN(w)).toArray();
    return new Latents(
        share(weights, k -> weights.modality(k) == LatentModality.SHARED),
        share(weights, k -> weights.modality(k) == LatentModality.TEXT_ONLY),
        share(weights, k -> weights.modality(k) == LatentModality.IMAGE_ONLY),
        share(weights, k -> weights.modality(k) == LatentModality.NEVER),
        share(weights, k -> !Double.isNaN(weights.weight(k))),
        fitted.length == 0
            ? Interval.undefined(Bootstrap.DEFAULT.confidence())
            : Bootstrap.DEFAULT.mean(fitted),
        weights.floor(Bootstrap.DEFAULT));
  }

  private static Interval share(CrossModalWeights weights, IntPredicate counted) {
    return Bootstrap.DEFAULT.mean(
        IntStream.range(0, weights.latents())
            .mapToDouble(latent -> counted.test(latent) ? 1 : 0)
            .toArray());
  }
}

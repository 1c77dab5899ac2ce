package org.saev.method;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Ends the fit: from the strongest tokens of a latent to its weight. */
final class WeightComputation {

  private final CrossModalSummary summary;
  private final FitSettings settings;
  private final RowPool pool;

  WeightComputation(CrossModalSummary summary) {
    this.summary = summary;
    settings = summary.settings;
    pool = summary.pool;
  }

  CrossModalWeights weights() {
    double[] weights =
        IntStream.range(0, summary.latents).parallel().mapToDouble(this::weight).toArray();
    LatentModality[] modalities =
        IntStream.range(0, summary.latents).mapToObj(this::modality).toArray(LatentModality[]::new);
    return new CrossModalWeights(
        settings.form(),
        weights,
        modalities,
        summary.textFirings.clone(),
        summary.imageFirings.clone(),
        floorCosines());
  }

  private double weight(int latent) {
    int[] text = best(latent, false);
    int[] image = best(latent, true);
    int k = settings.pairs();
    if (text.length < k || image.length < k) {
      return Double.NaN;
    }
    return settings.form() == CrossModalForm.RANK_PAIRED
        ? IntStream.range(0, k).mapToDouble(i -> cosine(text[i], image[i])).sum() / k
        : allPairs(text, image) / ((double) k * k);
  }

  private double allPairs(int[] text, int[] image) {
    double sum = 0;
    for (int t : text) {
      for (int v : image) {
        sum += cosine(t, v);
      }
    }
    return sum;
  }

  /** The rows of the K strongest tokens of a modality, strongest first. */
  private int[] best(int latent, boolean image) {
    StrongestTokens strongest = summary.strongest;
    int group = settings.group(latent, image);
    return IntStream.range(0, strongest.count(group))
        .map(rank -> strongest.slot(group, rank))
        .filter(slot -> pool.isImage(slot) == image)
        .limit(settings.pairs())
        .toArray();
  }

  private LatentModality modality(int latent) {
    return LatentModality.of(best(latent, false).length > 0, best(latent, true).length > 0);
  }

  private double[] floorCosines() {
    StrongestTokens sample = summary.sample;
    int pairs = Math.min(sample.count(0), sample.count(1));
    double[] cosines = new double[pairs];
    Arrays.setAll(cosines, i -> cosine(sample.slot(0, i), sample.slot(1, i)));
    return cosines;
  }

  private double cosine(int a, int b) {
    return Cosines.of(pool.row(a), pool.row(b));
  }
}

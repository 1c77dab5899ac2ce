package org.saev.method;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.saev.activations.Modality;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;

/**
 * What a {@link CrossModalFit} found out: a weight a latent, which modalities each latent fires on,
 * and the floor that the weights must be compared with. Immutable.
 */
public final class CrossModalWeights {

  private final CrossModalForm form;
  private final double[] weights;
  private final LatentModality[] modalities;
  private final long[] textFirings;
  private final long[] imageFirings;
  private final double[] floorCosines;

  /** Takes the arrays over. */
  CrossModalWeights(
      CrossModalForm form,
      double[] weights,
      LatentModality[] modalities,
      long[] textFirings,
      long[] imageFirings,
      double[] floorCosines) {
    this.form = form;
    this.weights = weights;
    this.modalities = modalities;
    this.textFirings = textFirings;
    this.imageFirings = imageFirings;
    this.floorCosines = floorCosines;
  }

  /**
   * Returns how the weights were computed.
   *
   * @return the form
   */
  public CrossModalForm form() {
    return form;
  }

  /**
   * Returns the number of latents.
   *
   * @return with and without weight
   */
  public int latents() {
    return weights.length;
  }

  /**
   * Returns the weight of a latent.
   *
   * @param latent from 0
   * @return a mean cosine in [-1, 1]; NaN if the latent has none, since it fired on too few tokens
   *     of either modality
   */
  public double weight(int latent) {
    return weights[latent];
  }

  /**
   * Returns all weights.
   *
   * @return [latents]; a copy; NaN for latents without weight
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * Counts the latents that have a weight.
   *
   * @return latents whose weight isn't NaN
   */
  public int weighted() {
    return (int) Arrays.stream(weights).filter(w -> !Double.isNaN(w)).count();
  }

  /**
   * Returns which modalities a latent fires on. In the rank-paired form this is over all tokens of
   * the reference set; in the all-pairs form over the strongest tokens that the latent kept, which
   * is how the released code sorts latents into text-only and image-only [code]. {@link #firings}
   * counts all tokens in either form.
   *
   * @param latent from 0
   * @return its modality
   */
  public LatentModality modality(int latent) {
    return modalities[latent];
  }

  /**
   * Counts the latents of a modality.
   *
   * @param wanted the modality
   * @return latents for which {@link #modality} is that
   */
  public int count(LatentModality wanted) {
    return (int) Arrays.stream(modalities).filter(m -> m == wanted).count();
  }

  /**
   * Returns on how many ordinary tokens of a modality a latent fired.
   *
   * @param latent from 0
   * @param modality text or image
   * @return tokens of the reference set with an activation above 0
   * @throws IllegalArgumentException for other modalities, which the fit doesn't count
   */
  public long firings(int latent, Modality modality) {
    return switch (modality) {
      case TEXT -> textFirings[latent];
      case IMAGE -> imageFirings[latent];
      case AUDIO, VIDEO ->
          throw new IllegalArgumentException(
              "the fit counts text and image tokens, but was asked for " + modality);
    };
  }

  /**
   * Returns the floor: the mean cosine of random text-image token pairs of the reference set. A
   * weight near it says no more than that text and image vectors lie in a common cone.
   *
   * @return the mean of {@link #floorCosines}; NaN if the set lacked a modality
   */
  public double floor() {
    return Arrays.stream(floorCosines).average().orElse(Double.NaN);
  }

  /**
   * Returns the floor with an interval.
   *
   * @param bootstrap how the interval is found
   * @return the mean of {@link #floorCosines}; undefined if the set lacked a modality
   */
  public Interval floor(Bootstrap bootstrap) {
    return floorCosines.length == 0
        ? Interval.undefined(bootstrap.confidence())
        : bootstrap.mean(floorCosines);
  }

  /**
   * Writes the weights to a safetensors file, whole or not at all: {@code weights} float64
   * [latents], NaN without weight; {@code modality} int64 [latents], 0 never, 1 text only, 2 image
   * only, 3 shared; {@code text_firings} and {@code image_firings} int64 [latents]; {@code
   * floor_cosines} float64 [pairs].
   *
   * @param file made or replaced
   */
  public void save(Path file) {
    CrossModalWeightsFile.write(
        file, form, weights, modalities, textFirings, imageFirings, floorCosines);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file a safetensors file
   * @return weights equal to the bit
   * @throws org.saev.FormatException if the file isn't what {@link #save} writes
   */
  public static CrossModalWeights load(Path file) {
    return CrossModalWeightsFile.read(file);
  }

  /**
   * Returns the cosines of the random pairs, for an interval.
   *
   * @return one a pair; a copy
   */
  public double[] floorCosines() {
    return floorCosines.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CrossModalWeights that
        && form == that.form
        && Arrays.equals(weights, that.weights)
        && Arrays.equals(modalities, that.modalities)
        && Arrays.equals(textFirings, that.textFirings)
        && Arrays.equals(imageFirings, that.imageFirings)
        && Arrays.equals(floorCosines, that.floorCosines);
  }

  @Override
  public int hashCode() {
    return Objects.hash(form, Arrays.hashCode(weights), Arrays.hashCode(floorCosines));
  }

  @Override
  public String toString() {
    return "CrossModalWeights["
        + form
        + ", "
        + weights.length
        + " latents, "
        + weighted()
        + " with weight, floor "
        + floor()
        + "]";
  }
}

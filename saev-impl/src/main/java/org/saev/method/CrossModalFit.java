package org.saev.method;

import java.io.IOException;
import java.io.InputStream;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.ReferenceFit;
import org.saev.scoring.ReferenceSummary;

/**
 * The first pass of SAE-V: gives each latent a weight, the mean cosine between the activation
 * vectors of the text tokens and of the image tokens that it fires on most strongly (equation 7 of
 * arXiv 2502.17514, see {@link CrossModalForm}). Takes ordinary text and image tokens only. A
 * latent with too few tokens of either modality has no weight (NaN). A zero vector has cosine 0.
 *
 * <p>The summary keeps the best tokens of each latent with their activation vectors, each vector
 * once. Of {@code n} tokens it holds at most {@code min(n, 2·K·latents + 2·floorPairs)} vectors of
 * {@code 4·width} bytes in the rank-paired form, {@code min(n, M·latents + 2·floorPairs)} in the
 * all-pairs form, and 16 bytes for each of the {@code 2·K·latents} or {@code M·latents} places;
 * several summaries that are filled at the same time never hold more vectors than the reference set
 * has tokens. Equal activations are ordered by a hash of example id and token index, so no order,
 * partition or merging of the reference set changes the result.
 *
 * <pre>{@code
 * CrossModalWeights weights = Saev.encode(reference, sae).fit(CrossModalFit.rankPaired());
 * }</pre>
 *
 * <p>Immutable.
 */
public final class CrossModalFit implements ReferenceFit<CrossModalWeights> {

  private static final int PAIRS = 5;
  private static final int FLOOR_PAIRS = 1000;

  private final FitSettings settings;

  private CrossModalFit(FitSettings settings) {
    this.settings = settings;
  }

  /**
   * The form of the paper, and the default: {@code w_k = 1/K · sum_{i=1..K} cos(h[T_k(i)],
   * h[V_k(i)])}, K = 5.
   *
   * @return a fit of form {@link CrossModalForm#RANK_PAIRED}
   */
  public static CrossModalFit rankPaired() {
    return new CrossModalFit(
        new FitSettings(
            CrossModalForm.RANK_PAIRED, PAIRS, Integer.MAX_VALUE, 2 * PAIRS, FLOOR_PAIRS, 0));
  }

  /**
   * The form of the authors' released code: a token counts for its 50 strongest latents, a latent
   * keeps its 30 strongest tokens of either modality, and needs 5 of each.
   *
   * @return a fit of form {@link CrossModalForm#ALL_PAIRS}
   */
  public static CrossModalFit allPairs() {
    return new CrossModalFit(
        new FitSettings(CrossModalForm.ALL_PAIRS, PAIRS, 50, 30, FLOOR_PAIRS, 0));
  }

  /**
   * Sets K, the tokens of each modality that a weight is the mean over; default 5. More make the
   * weight steadier, and leave more latents without one.
   *
   * @param value at least 1; at most half of {@link #strongestTokens} in the all-pairs form
   * @return a changed copy
   */
  public CrossModalFit pairs(int value) {
    return new CrossModalFit(
        new FitSettings(
            settings.form(),
            value,
            settings.latentsPerToken(),
            settings.strongestTokens(),
            settings.floorPairs(),
            settings.seed()));
  }

  /**
   * Sets L, the strongest latents that a token counts for; default 50 in the all-pairs form, all in
   * the rank-paired form.
   *
   * @param value at least 1
   * @return a changed copy
   */
  public CrossModalFit latentsPerToken(int value) {
    return new CrossModalFit(
        new FitSettings(
            settings.form(),
            settings.pairs(),
            value,
            settings.strongestTokens(),
            settings.floorPairs(),
            settings.seed()));
  }

  /**
   * Sets M, the strongest tokens of either modality that a latent keeps in the all-pairs form;
   * default 30. Without effect in the rank-paired form, which keeps K of each modality.
   *
   * @param value at least twice the {@link #pairs}
   * @return a changed copy
   */
  public CrossModalFit strongestTokens(int value) {
    return new CrossModalFit(
        new FitSettings(
            settings.form(),
            settings.pairs(),
            settings.latentsPerToken(),
            value,
            settings.floorPairs(),
            settings.seed()));
  }

  /**
   * Sets how many random text-image pairs of the reference set the floor is the mean over; default
   * 1,000.
   *
   * @param value at least 1
   * @param seed chooses the pairs, whatever the order of the set; default 0
   * @return a changed copy
   */
  public CrossModalFit floor(int value, long seed) {
    return new CrossModalFit(
        new FitSettings(
            settings.form(),
            settings.pairs(),
            settings.latentsPerToken(),
            settings.strongestTokens(),
            value,
            seed));
  }

  @Override
  public ReferenceSummary<CrossModalWeights> start(SparseAutoencoder sae) {
    return new CrossModalSummary(settings, sae.latents(), sae.width());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the stream ends early, was damaged, or holds the summary of a fit with
   *     other settings; says which field was wrong
   */
  @Override
  public ReferenceSummary<CrossModalWeights> read(InputStream in) throws IOException {
    return CrossModalSummaryReader.read(in, settings);
  }

  @Override
  public String toString() {
    return "CrossModalFit[" + settings + "]";
  }
}

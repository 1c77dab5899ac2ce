package org.saev.method;

/**
 * What two summaries must have in common to be merged.
 *
 * @param form how weights are computed
 * @param pairs K, the best tokens of a modality that count
 * @param latentsPerToken L, the strongest latents that a token counts for
 * @param strongestTokens M, the strongest tokens of either modality that a latent keeps; K of each
 *     modality in the rank-paired form, which this doesn't bound
 * @param floorPairs random text-image pairs for the floor
 * @param seed of the random pairs
 */
record FitSettings(
    CrossModalForm form,
    int pairs,
    int latentsPerToken,
    int strongestTokens,
    int floorPairs,
    long seed) {

  FitSettings {
    positive("pairs", pairs);
    positive("latentsPerToken", latentsPerToken);
    positive("strongestTokens", strongestTokens);
    positive("floorPairs", floorPairs);
    if (form == CrossModalForm.ALL_PAIRS && strongestTokens < 2L * pairs) {
      throw new IllegalArgumentException(
          "strongestTokens must be at least twice the pairs, but was "
              + strongestTokens
              + " with pairs "
              + pairs);
    }
  }

  /** The tokens that a list of {@link StrongestTokens} holds. */
  int capacity() {
    return form == CrossModalForm.RANK_PAIRED ? pairs : strongestTokens;
  }

  /** The lists that some latents have together. */
  int groups(int latents) {
    long groups = (form == CrossModalForm.RANK_PAIRED ? 2L : 1L) * latents;
    if (groups * capacity() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          capacity() + " tokens a list are too many for " + groups + " lists; keep fewer");
    }
    return (int) groups;
  }

  int group(int latent, boolean image) {
    return form == CrossModalForm.RANK_PAIRED ? 2 * latent + (image ? 1 : 0) : latent;
  }

  /** The form as it stands in files. */
  int formCode() {
    return form == CrossModalForm.RANK_PAIRED ? 1 : 2;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive, but was " + value);
    }
  }
}

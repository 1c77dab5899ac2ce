package org.saev.atlas;

/**
 * A latent that fires where another fires most strongly.
 *
 * @param latent which latent
 * @param share of the other's strongest tokens that this one fires on, too
 * @param frequency of this one over all ordinary tokens: what chance would give
 */
public record CoFiring(int latent, double share, double frequency) {}

package org.saev.atlas;

/**
 * A latent that writes a similar direction.
 *
 * @param latent which latent
 * @param cosine of the two decoder rows
 */
public record Neighbour(int latent, double cosine) {}

package org.saev.atlas;

/**
 * A token that a latent fires on strongly.
 *
 * @param example the example it stands in
 * @param token its index there
 * @param activation of the latent
 */
public record TokenPlace(AtlasExample example, int token, float activation) {}

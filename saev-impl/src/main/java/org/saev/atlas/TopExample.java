package org.saev.atlas;

/**
 * An example that a latent fires on strongly.
 *
 * @param example the example
 * @param activation the largest activation on a token of the modality asked for
 * @param trace all tokens of the example, of either modality, that the latent fires on
 */
public record TopExample(AtlasExample example, float activation, LatentTrace trace) {}

package org.saev.atlas;

/**
 * A token that some list refers to.
 *
 * @param example where it stands
 * @param token its index there
 * @param vector its activations, [width]
 * @param latents all that fire on it
 */
record TokenRow(AtlasExample example, int token, float[] vector, int[] latents) {}

package org.saev.djl;

import ai.djl.ndarray.NDArray;

/**
 * Codes on a device. Strongest first; of equals the lower latent.
 *
 * @param values activations, [..., k] in float32; 0 where fewer than k latents are active
 * @param latents their latents, [..., k] in int32; of no meaning where the value is 0
 */
public record DjlCodes(NDArray values, NDArray latents) {}

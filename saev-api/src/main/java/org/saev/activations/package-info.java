/**
 * Activations as they come out of a model: {@link org.saev.activations.Example examples} of
 * [tokens, width] floats with what each token is, from an {@link
 * org.saev.activations.ActivationSource}.
 */
package org.saev.activations;

package org.saev.atlas;

/**
 * The i-th strongest text token of a latent and its i-th strongest image token.
 *
 * @param text a word
 * @param image a patch
 * @param cosine of their activation vectors
 */
public record TokenPair(TokenPlace text, TokenPlace image, double cosine) {}

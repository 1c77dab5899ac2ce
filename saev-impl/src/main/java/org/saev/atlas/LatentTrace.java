package org.saev.atlas;

/**
 * One latent on one example: the ordinary text and image tokens that it fires on.
 *
 * @param latent which latent
 * @param tokens indices of tokens, ascending
 * @param activations of each of those tokens, above 0
 * @param text the largest activation on a text token, 0 without one
 * @param image the largest activation on an image token, 0 without one
 */
public record LatentTrace(int latent, int[] tokens, float[] activations, float text, float image) {

  /**
   * Tells whether the latent fires on text and on image.
   *
   * @return true if on both
   */
  public boolean isShared() {
    return text > 0 && image > 0;
  }
}

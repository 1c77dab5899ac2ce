package org.saev.internal.cpu;

/**
 * The latents that fire for each token of a batch: entries {@code start(t)} to {@code end(t)} of
 * {@link #indices} and {@link #values} are those of token {@code t}, strongest first and of equals
 * the lower latent first.
 */
public interface Codes {
  /** Returns the number of tokens. */
  int tokens();

  /**
   * Returns the first entry of a token.
   *
   * @param token the token
   * @return its first entry
   */
  int start(int token);

  /**
   * Returns the entry after the last of a token.
   *
   * @param token the token
   * @return where its entries end
   */
  int end(int token);

  /** Returns the latents; the array itself, which may be longer than is used. */
  int[] indices();

  /** Returns the activations; the array itself, which may be longer than is used. */
  float[] values();
}

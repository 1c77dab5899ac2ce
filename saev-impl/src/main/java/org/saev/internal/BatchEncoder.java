package org.saev.internal;

import org.saev.sae.SparseCodes;

/**
 * An autoencoder that can encode on the calling thread alone, for callers that bring their own
 * threads.
 */
public interface BatchEncoder {

  /**
   * Encodes a batch.
   *
   * @param rows [tokens, width], row-major; may be longer
   * @param tokens how many rows count
   * @return one row of codes a token
   */
  SparseCodes encode(float[] rows, int tokens);
}

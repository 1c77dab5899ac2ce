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
   * @param buffer what the codes are written into
   * @return one row of codes a token, until the buffer is used again
   */
  SparseCodes encode(float[] rows, int tokens, CodesBuffer buffer);
}

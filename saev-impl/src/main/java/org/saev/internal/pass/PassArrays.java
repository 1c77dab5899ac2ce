package org.saev.internal.pass;

import org.saev.internal.CodesBuffer;

/**
 * What a worker writes its batches into, one after the other; codes only where nobody keeps them.
 */
final class PassArrays {

  private final boolean codesReused;
  private final CodesBuffer encoded = new CodesBuffer();
  private final CodesBuffer withPadding = new CodesBuffer();
  private float[] rows = {};

  PassArrays(boolean codesReused) {
    this.codesReused = codesReused;
  }

  /** Returns room for activations. */
  float[] rows(int floats) {
    if (rows.length < floats) {
      rows = new float[floats];
    }
    return rows;
  }

  /** Returns where the tokens that aren't padding are encoded to. */
  CodesBuffer encoded() {
    return codesReused ? encoded : new CodesBuffer();
  }

  /** Returns where codes go to that rows of padding are put between. */
  CodesBuffer withPadding() {
    return codesReused ? withPadding : new CodesBuffer();
  }
}

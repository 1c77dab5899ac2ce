package org.saev.training;

/** The share of text and image tokens in a batch. */
public enum ModalityMix {
  /** As they come from the source; the default. */
  AS_IS,
  /**
   * As many of each modality that the source has. Tokens of the scarcer modality are used more than
   * once in a pass; none is left out.
   */
  BALANCED
}

package org.saev.activations;

/**
 * What a token does in its sequence. Training and scoring use ordinary tokens unless told
 * otherwise.
 */
public enum TokenRole {
  /** A token with content: a word piece, a patch. */
  ORDINARY,
  /** A begin, end, separator or chat-template token. */
  SPECIAL,
  /** A row that only fills a batch; its activations mean nothing. */
  PADDING,
  /** The separator that some models put after each row of image patches. */
  NEWLINE
}

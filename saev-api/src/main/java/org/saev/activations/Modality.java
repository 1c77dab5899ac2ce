package org.saev.activations;

/** What a token stands for. */
public enum Modality {
  /** A piece of text. */
  TEXT,
  /** A patch of an image. */
  IMAGE,
  /** A frame of sound. */
  AUDIO,
  /** A patch of a video frame. */
  VIDEO
}

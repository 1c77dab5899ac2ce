package org.saev.method;

/** Which modalities a latent fires on. */
public enum LatentModality {
  /** None. */
  NEVER,
  /** Text tokens only. */
  TEXT_ONLY,
  /** Image tokens only. */
  IMAGE_ONLY,
  /** Both. */
  SHARED;

  static LatentModality of(boolean text, boolean image) {
    if (text) {
      return image ? SHARED : TEXT_ONLY;
    }
    return image ? IMAGE_ONLY : NEVER;
  }
}

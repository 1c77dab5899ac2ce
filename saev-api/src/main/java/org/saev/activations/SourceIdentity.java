package org.saev.activations;

import java.util.Objects;

/**
 * Where activations came from; written into every model that is trained on them.
 *
 * @param model the model, such as {@code "llava-v1.6-mistral-7b"}; empty if unknown
 * @param layer the place in it, such as {@code "blocks.16.hook_resid_post"}; empty if unknown
 * @param fingerprint a hash of the data; empty if unknown
 */
public record SourceIdentity(String model, String layer, String fingerprint) {

  /** Nothing is known. */
  public static final SourceIdentity UNKNOWN = new SourceIdentity("", "", "");

  /**
   * Checks for null.
   *
   * @param model as above
   * @param layer as above
   * @param fingerprint as above
   */
  public SourceIdentity {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(fingerprint, "fingerprint");
  }
}

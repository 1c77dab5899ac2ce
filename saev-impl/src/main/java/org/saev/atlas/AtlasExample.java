package org.saev.atlas;

import java.util.List;
import java.util.Objects;
import org.saev.activations.TokenSequence;

/**
 * An example as the atlas remembers it: without its activations.
 *
 * @param id its name
 * @param tokens what each token is
 * @param images references to its images, as the source gave them
 * @param latents the strongest latents on it: those that fire on text and image first, by the
 *     weaker of the two activations, then those of text alone and of image alone
 */
public record AtlasExample(
    String id, TokenSequence tokens, List<String> images, List<LatentTrace> latents) {

  /**
   * Copies the lists.
   *
   * @param id as above
   * @param tokens as above
   * @param images as above
   * @param latents as above
   */
  public AtlasExample {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(tokens, "tokens");
    images = List.copyOf(images);
    latents = List.copyOf(latents);
  }

  @Override
  public String toString() {
    return "AtlasExample[" + id + ", " + tokens.size() + " tokens]";
  }
}

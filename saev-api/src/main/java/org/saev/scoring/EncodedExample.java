package org.saev.scoring;

import java.util.Objects;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseCodes;

/**
 * An example with its codes. In a pass, padding has no active latents, whatever its activations.
 *
 * @param example the activations and what each token is
 * @param codes one row a token of the example, padding included
 */
public record EncodedExample(Example example, SparseCodes codes) {

  /**
   * Checks that there is one row of codes a token.
   *
   * @param example as above
   * @param codes as above
   */
  public EncodedExample {
    Objects.requireNonNull(example, "example");
    if (codes.tokens() != example.tokens().size()) {
      throw new IllegalArgumentException(
          example + " was given codes of " + codes.tokens() + " tokens");
    }
  }

  /**
   * Returns the name of the example.
   *
   * @return its id
   */
  public String id() {
    return example.id();
  }

  /**
   * Returns what each token is.
   *
   * @return one entry a row of {@link #codes}
   */
  public TokenSequence tokens() {
    return example.tokens();
  }
}

package org.saev.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Objects;
import java.util.function.Function;
import org.saev.activations.TokenSequence;

/**
 * One input of a DJL model.
 *
 * @param id names the example
 * @param tokens what each row of the captured layer is
 * @param arrays makes the model's input, with a manager that lives until the model has run
 */
public record ModelInput(String id, TokenSequence tokens, Function<NDManager, NDList> arrays) {

  /**
   * Checks for null.
   *
   * @param id as above
   * @param tokens as above
   * @param arrays as above
   */
  public ModelInput {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(arrays, "arrays");
  }
}

package org.saev.examples.pictograms.model;

/**
 * The sizes of the model.
 *
 * @param vocabulary number of tokens
 * @param width width of the residual stream
 * @param layers transformer layers
 * @param heads attention heads, which divide the width
 * @param vision whether it sees pictures; the base language model doesn't
 */
public record ModelConfig(int vocabulary, int width, int layers, int heads, boolean vision) {
  /** Checks the sizes. */
  public ModelConfig {
    if (vocabulary < 1 || width < 1 || layers < 1 || heads < 1) {
      throw new IllegalArgumentException(
          "sizes must be positive, but were vocabulary %d, width %d, layers %d, heads %d"
              .formatted(vocabulary, width, layers, heads));
    }
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "heads must divide the width, but " + heads + " doesn't divide " + width);
    }
  }

  /**
   * The sizes of the weights that come with the example.
   *
   * @param vision whether it sees pictures
   * @return the configuration
   */
  public static ModelConfig standard(boolean vision) {
    return new ModelConfig(new Vocabulary().size(), 96, 4, 4, vision);
  }
}

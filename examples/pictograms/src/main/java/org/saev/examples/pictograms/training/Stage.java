package org.saev.examples.pictograms.training;

/** The two stages of training. */
public enum Stage {
  /** Captions alone: gives the base language model. */
  TEXT("text"),
  /** Pictures with captions, from the base language model on. */
  MULTIMODAL("multimodal");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /**
   * The name in files and messages.
   *
   * @return the name
   */
  public String label() {
    return label;
  }
}

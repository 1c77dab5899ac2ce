package org.saev.formats;

/** A format in which a tool saves autoencoders. */
public enum SaeFormat {
  /** This library's own: holds everything that it can compute. */
  SAEV("saev"),
  /** SAELens 6 and newer: a folder of {@code cfg.json} and {@code sae_weights.safetensors}. */
  SAELENS("SAELens 6"),
  /**
   * SAELens before 6, in which the weights of SAE-V were published: the same files, flat
   * configuration.
   */
  SAELENS_FLAT("SAELens before 6"),
  /** EleutherAI's sparsify: a folder of {@code cfg.json} and {@code sae.safetensors}. */
  SPARSIFY("sparsify"),
  /** dictionary_learning: a folder of {@code config.json} and {@code ae.pt}. */
  DICTIONARY_LEARNING("dictionary_learning"),
  /** Llama Scope: a folder of {@code hyperparams.json} and {@code checkpoints}. */
  LLAMA_SCOPE("Llama Scope"),
  /** Gemma Scope: {@code params.npz}, or its folder. */
  GEMMA_SCOPE("Gemma Scope"),
  /** openai/sparse_autoencoder: a {@code .pt} file. */
  OPENAI("openai/sparse_autoencoder");

  private final String tool;

  SaeFormat(String tool) {
    this.tool = tool;
  }

  /**
   * Returns the name of the tool, as messages and the provenance of loaded autoencoders have it
   * under {@code source.format}.
   *
   * @return such as {@code "SAELens 6"}
   */
  public String tool() {
    return tool;
  }

  static SaeFormat of(String tool) {
    for (SaeFormat format : values()) {
      if (format.tool.equals(tool)) {
        return format;
      }
    }
    throw new IllegalStateException("no format is named " + tool);
  }
}

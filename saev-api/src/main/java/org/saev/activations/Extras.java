package org.saev.activations;

/** Names of {@link Example#extra extras} that the library's own baselines look for. */
public final class Extras {

  /** Attention that each patch token got: one float a token of the example (0 for text tokens). */
  public static final String TOKEN_ATTENTION = "token_attention";

  /** Pooled embedding of the image, from a model such as CLIP. */
  public static final String IMAGE_EMBEDDING = "image_embedding";

  /** Pooled embedding of the text, same length as {@link #IMAGE_EMBEDDING}. */
  public static final String TEXT_EMBEDDING = "text_embedding";

  /** One float: mean next-token loss of the answer, given the image or question. */
  public static final String LOSS_CONDITIONED = "loss_conditioned";

  /** One float: mean next-token loss of the answer alone. */
  public static final String LOSS_UNCONDITIONED = "loss_unconditioned";

  private Extras() {}
}

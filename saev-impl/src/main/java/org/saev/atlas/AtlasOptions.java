package org.saev.atlas;

import java.util.Objects;
import java.util.stream.Collector;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.EncodedExample;

/** How much an atlas remembers. Immutable; each setter gives a changed copy. */
public final class AtlasOptions {

  static final AtlasOptions DEFAULT = new AtlasOptions(8, 8, 16, 1000, 8, 8);

  /** K of the cross-modal weight, as the SAE-V paper has it. */
  static final int WEIGHT_PAIRS = 5;

  private final int examples;
  private final int tokens;
  private final int latentsPerExample;
  private final int sample;
  private final int coFiring;
  private final int neighbours;

  private AtlasOptions(
      int examples, int tokens, int latentsPerExample, int sample, int coFiring, int neighbours) {
    this.examples = examples;
    this.tokens = tokens;
    this.latentsPerExample = latentsPerExample;
    this.sample = sample;
    this.coFiring = coFiring;
    this.neighbours = neighbours;
  }

  /**
   * Sets the strongest examples that a latent keeps of each modality; default 8.
   *
   * @param value at least 1
   * @return a changed copy
   */
  public AtlasOptions examples(int value) {
    atLeast("examples", value, 1);
    return new AtlasOptions(value, tokens, latentsPerExample, sample, coFiring, neighbours);
  }

  /**
   * Sets the strongest tokens that a latent keeps of each modality, with their activation vectors,
   * for pairs, co-firing latents and monosemanticity; default 8. Memory is mostly these vectors.
   *
   * @param value at least 5, which the cross-modal weight needs
   * @return a changed copy
   */
  public AtlasOptions tokens(int value) {
    atLeast("tokens", value, WEIGHT_PAIRS);
    return new AtlasOptions(examples, value, latentsPerExample, sample, coFiring, neighbours);
  }

  /**
   * Sets the strongest latents that an example keeps of each kind: those of text and image, of text
   * alone, of image alone; default 16.
   *
   * @param value at least 1
   * @return a changed copy
   */
  public AtlasOptions latentsPerExample(int value) {
    atLeast("latentsPerExample", value, 1);
    return new AtlasOptions(examples, tokens, value, sample, coFiring, neighbours);
  }

  /**
   * Sets how many examples are kept, beside those that latents fire on most strongly; default
   * 1,000. Drawn at random, the same in any order of the source.
   *
   * @param value 0 or more
   * @return a changed copy
   */
  public AtlasOptions sample(int value) {
    atLeast("sample", value, 0);
    return new AtlasOptions(examples, tokens, latentsPerExample, value, coFiring, neighbours);
  }

  /**
   * Sets how many co-firing latents a latent has; default 8.
   *
   * @param value 0 or more
   * @return a changed copy
   */
  public AtlasOptions coFiring(int value) {
    atLeast("coFiring", value, 0);
    return new AtlasOptions(examples, tokens, latentsPerExample, sample, value, neighbours);
  }

  /**
   * Sets how many decoder neighbours a latent has; default 8. They cost {@code latents² · width}
   * multiplications; 0 leaves them out.
   *
   * @param value 0 or more
   * @return a changed copy
   */
  public AtlasOptions neighbours(int value) {
    atLeast("neighbours", value, 0);
    return new AtlasOptions(examples, tokens, latentsPerExample, sample, coFiring, value);
  }

  /**
   * Ends the options.
   *
   * @param sae the autoencoder that the pass is made with
   * @return for {@link org.saev.scoring.EncodedPass#collect}
   */
  public Collector<EncodedExample, ?, LatentAtlas> collector(SparseAutoencoder sae) {
    Objects.requireNonNull(sae, "sae");
    return Collector.of(
        () -> new AtlasSummary(this, sae.latents(), sae.width()),
        AtlasSummary::add,
        AtlasSummary::merge,
        summary -> new LatentAtlas(summary, DecoderNeighbours.of(sae, neighbours)),
        Collector.Characteristics.UNORDERED);
  }

  int examples() {
    return examples;
  }

  int tokens() {
    return tokens;
  }

  int latentsPerExample() {
    return latentsPerExample;
  }

  int sample() {
    return sample;
  }

  int coFiring() {
    return coFiring;
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " must be at least " + least + ", but was " + value);
    }
  }
}

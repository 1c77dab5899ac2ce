package org.saev.method;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.internal.TokenHash;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;
import org.saev.scoring.ReferenceSummary;

/** The strongest tokens of each latent, how often it fires, and a random sample of tokens. */
final class CrossModalSummary implements ReferenceSummary<CrossModalWeights> {

  private static final int NO_SLOT = -1;

  final FitSettings settings;
  final int latents;
  final RowPool pool;

  /** One list a latent, or one a latent and modality. */
  final StrongestTokens strongest;

  /** The text and the image tokens of lowest seeded hash: a sample that no order can change. */
  final StrongestTokens sample;

  final long[] textFirings;
  final long[] imageFirings;

  CrossModalSummary(FitSettings settings, int latents, int width) {
    this.settings = settings;
    this.latents = latents;
    pool = new RowPool(width);
    strongest = new StrongestTokens(settings.groups(latents), settings.capacity(), pool);
    sample = new StrongestTokens(2, settings.floorPairs(), pool);
    textFirings = new long[latents];
    imageFirings = new long[latents];
  }

  @Override
  public void add(EncodedExample encoded) {
    check("latents", latents, encoded.codes().latents());
    check("width", pool.width(), encoded.example().width());
    TokenSequence tokens = encoded.tokens();
    FloatBuffer activations = encoded.example().activations();
    long exampleHash = TokenHash.ofExample(encoded.id());
    for (int token = 0; token < tokens.size(); token++) {
      boolean image = tokens.isOrdinary(token, Modality.IMAGE);
      if (image || tokens.isOrdinary(token, Modality.TEXT)) {
        add(encoded.codes(), token, image, TokenHash.of(exampleHash, token), activations);
      }
    }
  }

  private void add(
      SparseCodes codes, int token, boolean image, long hash, FloatBuffer activations) {
    long[] firings = image ? imageFirings : textFirings;
    int slot = NO_SLOT;
    int count = codes.count(token);
    for (int rank = 0; rank < count; rank++) {
      float activation = codes.value(token, rank);
      if (!(activation > 0)) {
        break;
      }
      int latent = codes.latent(token, rank);
      firings[latent]++;
      int group = settings.group(latent, image);
      if (rank < settings.latentsPerToken() && strongest.accepts(group, activation, hash)) {
        slot = slot == NO_SLOT ? copy(activations, token, image) : slot;
        strongest.insert(group, activation, hash, slot);
      }
    }
    long drawn = TokenHash.seeded(hash, settings.seed());
    int group = image ? 1 : 0;
    if (sample.accepts(group, 0, drawn)) {
      slot = slot == NO_SLOT ? copy(activations, token, image) : slot;
      sample.insert(group, 0, drawn, slot);
    }
  }

  private int copy(FloatBuffer activations, int token, boolean image) {
    int slot = pool.allocate(image);
    activations.get(token * pool.width(), pool.row(slot));
    return slot;
  }

  @Override
  public void merge(ReferenceSummary<CrossModalWeights> other) {
    if (!(other instanceof CrossModalSummary that) || !settings.equals(that.settings)) {
      throw new IllegalArgumentException(
          "only summaries of equal fits can be merged: " + this + " and " + other);
    }
    if (that == this) {
      throw new IllegalArgumentException("a summary can't be merged with itself: " + this);
    }
    check("latents", latents, that.latents);
    check("width", pool.width(), that.pool.width());
    int[] slots = new int[that.pool.slots()];
    Arrays.fill(slots, NO_SLOT);
    merge(strongest, that.strongest, that.pool, slots);
    merge(sample, that.sample, that.pool, slots);
    for (int latent = 0; latent < latents; latent++) {
      textFirings[latent] += that.textFirings[latent];
      imageFirings[latent] += that.imageFirings[latent];
    }
  }

  /**
   * Takes over what is stronger. A row once taken over is held to the end: what comes after it in
   * its list is weaker, and never displaces it.
   */
  private void merge(StrongestTokens mine, StrongestTokens theirs, RowPool rows, int[] slots) {
    for (int group = 0; group < theirs.groups(); group++) {
      for (int rank = 0; rank < theirs.count(group); rank++) {
        float activation = theirs.activation(group, rank);
        long hash = theirs.hash(group, rank);
        if (!mine.accepts(group, activation, hash)) {
          break;
        }
        int from = theirs.slot(group, rank);
        if (slots[from] == NO_SLOT) {
          slots[from] = pool.adopt(rows.row(from), rows.isImage(from));
        }
        mine.insert(group, activation, hash, slots[from]);
      }
    }
  }

  @Override
  public void write(OutputStream out) throws IOException {
    CrossModalSummaryWriter.write(this, out);
  }

  @Override
  public CrossModalWeights finish() {
    return new WeightComputation(this).weights();
  }

  private static void check(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "this summary is of " + what + " " + expected + ", but was given " + what + " " + found);
    }
  }

  @Override
  public String toString() {
    return "CrossModalSummary["
        + settings
        + ", "
        + latents
        + " latents, "
        + pool.held()
        + " rows of width "
        + pool.width()
        + "]";
  }
}

package org.saev.atlas;

import java.nio.FloatBuffer;
import org.saev.activations.Modality;
import org.saev.activations.TokenSequence;
import org.saev.internal.TokenHash;
import org.saev.sae.SparseCodes;
import org.saev.scoring.EncodedExample;

/**
 * What is kept of the examples seen so far. Lists refer to examples, traces and vectors; what no
 * list refers to any more is garbage.
 */
final class AtlasSummary {

  private static final int FLOOR_PAIRS = 1000;
  private static final long FLOOR_SEED = 0;

  final AtlasOptions options;
  final int latents;
  final int width;

  /** By 2 · latent + 1 for image. */
  final TopLists<Trace> examples;

  /** By 2 · latent + 1 for image. */
  final TopLists<TokenRow> tokens;

  final TopLists<AtlasExample> sample;

  /** Random text tokens, random image tokens: for the floor. */
  final TopLists<TokenRow> floor;

  /** By 2 · latent + 1 for image. */
  final long[] firings;

  final long[] exampleFirings;
  final long[] histogram;
  final long[] tokenCount = new long[2];
  long exampleCount;
  private final ExampleEntries entries = new ExampleEntries();

  /** An example that a list refers to, and how the list's latent fires on it. */
  record Trace(AtlasExample example, LatentTrace trace) {}

  AtlasSummary(AtlasOptions options, int latents, int width) {
    this.options = options;
    this.latents = latents;
    this.width = width;
    int lists = Math.multiplyExact(2, latents);
    examples = new TopLists<>(lists, options.examples());
    tokens = new TopLists<>(lists, options.tokens());
    sample = new TopLists<>(1, options.sample());
    floor = new TopLists<>(2, FLOOR_PAIRS);
    firings = new long[lists];
    exampleFirings = new long[lists];
    histogram = new long[Math.multiplyExact(lists, ActivationHistogram.BINS)];
  }

  void add(EncodedExample encoded) {
    if (encoded.codes().latents() != latents || encoded.example().width() != width) {
      throw new IllegalArgumentException(
          "this atlas is of "
              + latents
              + " latents and width "
              + width
              + ", but was given "
              + encoded.codes()
              + " of "
              + encoded.example());
    }
    entries.read(encoded);
    AtlasExample example =
        new AtlasExample(
            encoded.id(),
            encoded.tokens(),
            encoded.example().images(),
            ExampleLatents.strongest(entries, options.latentsPerExample()));
    long hash = TokenHash.ofExample(encoded.id());
    exampleCount++;
    for (int i = 0; i < entries.latents(); i++) {
      addLatent(i, example, hash);
    }
    TokenSequence sequence = encoded.tokens();
    FloatBuffer activations = encoded.example().activations();
    for (int token = 0; token < sequence.size(); token++) {
      boolean image = sequence.isOrdinary(token, Modality.IMAGE);
      if (image || sequence.isOrdinary(token, Modality.TEXT)) {
        addToken(example, token, image, encoded.codes(), TokenHash.of(hash, token), activations);
      }
    }
    if (sample.accepts(0, 0, hash)) {
      sample.insert(0, 0, hash, example);
    }
  }

  private void addLatent(int index, AtlasExample example, long hash) {
    int list = 2 * entries.latent(index);
    float text = entries.max(index, false);
    float image = entries.max(index, true);
    for (int i = 0; i < entries.count(index); i++) {
      int side = entries.isImage(index, i) ? 1 : 0;
      firings[list + side]++;
      int bin = ActivationHistogram.bin(entries.value(index, i));
      histogram[(list + side) * ActivationHistogram.BINS + bin]++;
    }
    boolean inText = text > 0 && examples.accepts(list, text, hash);
    boolean inImage = image > 0 && examples.accepts(list + 1, image, hash);
    exampleFirings[list] += text > 0 ? 1 : 0;
    exampleFirings[list + 1] += image > 0 ? 1 : 0;
    if (inText || inImage) {
      Trace trace = new Trace(example, entries.trace(index, text, image));
      if (inText) {
        examples.insert(list, text, hash, trace);
      }
      if (inImage) {
        examples.insert(list + 1, image, hash, trace);
      }
    }
  }

  private void addToken(
      AtlasExample example,
      int token,
      boolean image,
      SparseCodes codes,
      long hash,
      FloatBuffer activations) {
    int side = image ? 1 : 0;
    tokenCount[side]++;
    TokenRow row = null;
    int count = codes.count(token);
    for (int rank = 0; rank < count && codes.value(token, rank) > 0; rank++) {
      int list = 2 * codes.latent(token, rank) + side;
      float activation = codes.value(token, rank);
      if (tokens.accepts(list, activation, hash)) {
        row = row == null ? row(example, token, codes, activations) : row;
        tokens.insert(list, activation, hash, row);
      }
    }
    long drawn = TokenHash.seeded(hash, FLOOR_SEED);
    if (floor.accepts(side, 0, drawn)) {
      row = row == null ? row(example, token, codes, activations) : row;
      floor.insert(side, 0, drawn, row);
    }
  }

  private TokenRow row(
      AtlasExample example, int token, SparseCodes codes, FloatBuffer activations) {
    float[] vector = new float[width];
    activations.get(token * width, vector);
    int firing = 0;
    while (firing < codes.count(token) && codes.value(token, firing) > 0) {
      firing++;
    }
    int[] active = new int[firing];
    for (int rank = 0; rank < firing; rank++) {
      active[rank] = codes.latent(token, rank);
    }
    return new TokenRow(example, token, vector, active);
  }

  AtlasSummary merge(AtlasSummary other) {
    examples.merge(other.examples);
    tokens.merge(other.tokens);
    sample.merge(other.sample);
    floor.merge(other.floor);
    add(firings, other.firings);
    add(exampleFirings, other.exampleFirings);
    add(histogram, other.histogram);
    add(tokenCount, other.tokenCount);
    exampleCount += other.exampleCount;
    return this;
  }

  private static void add(long[] sums, long[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
    }
  }
}

package org.saev.djl;

import org.saev.internal.djl.Chunks;
import org.saev.sae.InputNormalization;
import org.saev.training.Adam;
import org.saev.training.DecoderConstraint.Projection;
import org.saev.training.TrainingConfig;

/**
 * The bytes of the arrays of a training step on a device, and how many of them are there at once,
 * phase by phase. At the worst all latents are dead but those that k needs.
 */
final class TrainingMemory {

  private static final int FLOAT = Float.BYTES;
  private static final int HALF = Short.BYTES;
  private static final int LONG = Long.BYTES;

  /** A value and its latent. */
  static final int PAIR = FLOAT + LONG;

  /** What joining the candidates of two chunks takes an entry, both lists and the indices by. */
  private static final int JOINED = 52;

  /** Codes by latent: a sort of int64 with its positions, and as much again while it sorts. */
  private static final int SORTING = 48;

  /** What is left of it while gradients are summed. */
  private static final int SORTED = 20;

  /** Positions in a chunk, thrice, and three masks: spreading the codes of dead latents out. */
  private static final int SPREADING = 27;

  private final TrainingConfig config;
  private final long tokens;
  private final long width;
  private final boolean half;
  private final boolean normalizes;
  private final boolean aux;
  private final long chunk;
  private final long deadChunk;
  private final boolean adam;
  private final boolean oneChunk;
  private final boolean oneDeadChunk;
  final long latents;
  final long matrix;
  final long moments;
  final long batch;
  final long entries;
  final long auxEntries;

  TrainingMemory(TrainingConfig config, int width, Precision precision, boolean gpu) {
    this.config = config;
    this.width = width;
    tokens = config.batchTokens();
    latents = config.latents();
    half = precision == Precision.BF16;
    normalizes = config.encoding().inputNormalization() != InputNormalization.NONE;
    aux = config.auxK().weight() > 0;
    chunk = Chunks.latents(gpu, config.batchTokens(), width, config.latents());
    long dead = Math.max(1, latents - config.k());
    deadChunk = Math.min(chunk, dead);
    oneChunk = chunk >= latents;
    oneDeadChunk = chunk >= dead;
    matrix = latents * width * FLOAT;
    adam = config.optimizer() instanceof Adam;
    moments = (adam ? 4 : 2) * matrix;
    batch = tokens * width * FLOAT;
    int largestK = Math.max(config.k(0), config.k(config.kSchedule().steps()));
    entries = tokens * Math.min(largestK, latents);
    auxEntries = aux ? tokens * Math.min(config.auxK().kFor(width), dead) : 0;
  }

  /** Encoding by all latents, beside its codes. */
  long encoding() {
    long candidates = half ? Math.min(2 * entries, tokens * latents) : entries;
    long weights = half ? chunk * width * HALF : 0;
    long pre = tokens * chunk * (half ? HALF : FLOAT) + weights;
    long again = half ? candidates * (2 * PAIR + LONG) : 0; // scored in fp32
    return input()
        + Math.max(chosen(pre, candidates, oneChunk), again)
        - (half ? 0 : entries * PAIR);
  }

  /** The same by dead latents, whose rows are collected first. */
  long auxEncoding() {
    if (!aux) {
      return 0;
    }
    long rows = deadChunk * width * (half ? FLOAT + HALF : FLOAT);
    long pre = tokens * deadChunk * (half ? HALF : FLOAT) + rows;
    return input() + 2 * latents * LONG + chosen(pre, auxEntries, oneDeadChunk) - auxEntries * PAIR;
  }

  /** What is encoded, centred and perhaps normalised. */
  private long input() {
    return batch * (normalizes ? 2 : 1) + (half ? batch / 2 : 0);
  }

  private static long chosen(long pre, long candidates, boolean once) {
    return once
        ? pre + candidates * PAIR
        : Math.max(pre + 2 * candidates * PAIR, candidates * JOINED);
  }

  /** Everything after the codes. */
  long update() {
    long residuals = batch * ((aux ? 3 : 2) + (normalizes ? 1 : 0));
    long counters = latents * (2 * LONG + 3 * FLOAT);
    long reconstructing = Math.max(2 * batch, aux ? batch + spread() + rows() : 0);
    long summing = entries * SORTED + Math.max(encoderGradient(), decoderGradient());
    return residuals + counters + Math.max(Math.max(reconstructing, entries * SORTING), summing);
  }

  private long encoderGradient() {
    long dense = tokens * deadChunk;
    long products =
        half
            ? Math.max(10 * dense, 6 * dense + rows()) + (tokens + deadChunk) * width * HALF
            : Math.max(9 * dense, 8 * dense + rows());
    return matrix + Math.max(aux ? Math.max(products, spread()) : 0, moving());
  }

  private long decoderGradient() {
    boolean projects = config.decoder().projection() != Projection.NONE;
    boolean clips = config.maxGradientNorm() != Double.POSITIVE_INFINITY;
    return (clips ? 2 : 1) * matrix
        + Math.max(
            Math.max(projects ? chunk * width * FLOAT : 0, aux ? spread() + rows() : 0), moving());
  }

  /** What the optimiser takes beside gradients: Signum some rows, twice. */
  private long moving() {
    return adam ? 0 : 2 * chunk * width * FLOAT;
  }

  /** What a chunk of dead latents says, [tokens, chunk], and what it is made from. */
  private long spread() {
    long dense = tokens * deadChunk * (half ? FLOAT + HALF : FLOAT);
    return Math.max(dense + auxEntries * LONG, auxEntries * SPREADING);
  }

  private long rows() {
    return deadChunk * width * FLOAT;
  }
}

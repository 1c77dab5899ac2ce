package org.saev.internal.djl;

/**
 * How many latents are encoded at a time. The pre-activations of a chunk, [tokens, chunk], and the
 * rows of one, [chunk, width], are the largest temporaries beside one gradient.
 */
public final class Chunks {

  /** On a GPU large enough that every product fills it; 256 MiB. */
  private static final long GPU_BYTES = 256L << 20;

  /** On a CPU few, for each costs a top-k of its own; 64 MiB. */
  private static final long CPU_BYTES = 64L << 20;

  private static final int SMALLEST = 1024;

  private Chunks() {}

  /** Returns the latents of a chunk. */
  public static int latents(boolean gpu, int tokens, int width, int latents) {
    long row = (long) Float.BYTES * Math.max(tokens, width);
    long fitting = (gpu ? GPU_BYTES : CPU_BYTES) / row;
    return (int) Math.min(latents, Math.max(SMALLEST, Long.highestOneBit(Math.max(1, fitting))));
  }
}

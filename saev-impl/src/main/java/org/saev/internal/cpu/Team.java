package org.saev.internal.cpu;

/** Workers, their kernel and their scratch: what every stage of a step is given. */
final class Team {
  /**
   * Tokens of one task, and of one partial sum: fixed, so that sums don't depend on the workers.
   */
  static final int CHUNK = 32;

  final Kernel kernel;
  final Workers workers;
  final Scratch[] scratch;

  Team(Kernel kernel, Workers workers, int width) {
    this.kernel = kernel;
    this.workers = workers;
    scratch = Scratch.forWorkers(workers, kernel, width);
  }

  static int chunks(int tokens) {
    return (tokens + CHUNK - 1) / CHUNK;
  }

  /** Work on tokens {@code from} to {@code to}, which are one chunk. */
  @FunctionalInterface
  interface ChunkTask {
    void run(int chunk, int from, int to, Scratch scratch);
  }

  void forChunks(int tokens, ChunkTask task) {
    workers.run(
        chunks(tokens),
        (chunk, worker) ->
            task.run(chunk, chunk * CHUNK, Math.min(tokens, (chunk + 1) * CHUNK), scratch[worker]));
  }
}

package org.saev.internal.cpu;

/** The small buffers of one worker, made once and reused by every task that it runs. */
final class Scratch {
  /**
   * Added to rows that are used side by side: of a length that is a power of two they would begin
   * at the same place of their pages, and a load would wait for stores to other rows. 10 % of an
   * encode with the plain kernel.
   */
  private static final int APART = 12;

  final float[] lanes = new float[Kernel.LANES];
  final float[][] sums;
  final float[][] columns;
  final int[] rows;
  final float[] packed;
  final int[] hits;

  Scratch(Kernel kernel, int width) {
    Blocking blocking = kernel.blocking(width);
    int block = blocking.latents();
    sums = new float[blocking.panels()][block * kernel.panelTokens()];
    columns = new float[kernel.scratchRows()][kernel.panelTokens() + APART];
    rows = new int[block];
    packed = new float[kernel.packedLength(block, width)];
    hits = new int[block * kernel.panelTokens()];
  }

  static Scratch[] forWorkers(Workers workers, Kernel kernel, int width) {
    Scratch[] scratch = new Scratch[workers.count()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch(kernel, width);
    }
    return scratch;
  }
}

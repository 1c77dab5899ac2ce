package org.saev.internal.cpu;

/** The small buffers of one worker, made once and reused by every task that it runs. */
final class Scratch {
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
    columns = new float[kernel.scratchRows()][kernel.panelTokens()];
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

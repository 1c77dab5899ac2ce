package org.saev.benchmarks.speed;

import java.util.Arrays;
import org.saev.internal.cpu.Blocking;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Workers;

/**
 * The product of activations and encoder with nothing around it: the library's micro-kernel over
 * all tiles, on activations that are packed already, its results left in the cache. What a fused
 * step takes more than this is its overhead. Each worker takes all tokens past its share of the
 * latents, so that each weight is packed once.
 */
final class BareProduct {

  private final Kernel kernel;
  private final Workers workers;
  private final Size size;
  private final int panels;
  private final int tasks;
  private final int blockCount;
  private final int block;
  private final int piece;
  private final float[] packed;
  private final float[][][] sums;
  private final float[][][] scratch;
  private final float[][] blocks;

  BareProduct(Kernel kernel, Workers workers, Size size) {
    this.kernel = kernel;
    this.workers = workers;
    this.size = size;
    int tile = kernel.tileLatents();
    int panelTokens = kernel.panelTokens();
    panels = (size.tokens() + panelTokens - 1) / panelTokens;
    Blocking blocking = kernel.blocking(size.width());
    piece = blocking.columns();
    int most = blocking.latents();
    tasks = Math.min((size.latents() + most - 1) / most, Blocking.TASKS_A_WORKER * workers.count());
    int tiles = (size.latents() + tile - 1) / tile;
    blockCount = blocking.blocks(kernel, size.latents(), tasks);
    block = (tiles + blockCount - 1) / blockCount * tile;
    packed = new float[panels * panelTokens * size.width()];
    blocks = new float[workers.count()][kernel.packedLength(block, size.width())];
    sums = new float[workers.count()][blocking.panels()][block * panelTokens];
    scratch = new float[workers.count()][kernel.scratchRows()][panelTokens];
  }

  /** Packs {@code x - bias}. */
  void pack(float[] x, float[] bias) {
    int width = size.width();
    int panelTokens = kernel.panelTokens();
    for (int t = 0; t < size.tokens(); t++) {
      int to = t / panelTokens * panelTokens * width + t % panelTokens;
      for (int c = 0; c < width; c++) {
        packed[to + c * panelTokens] = x[t * width + c] - bias[c];
      }
    }
  }

  /** Computes the product. */
  void run(float[] weights) {
    workers.run(
        tasks,
        (task, worker) -> {
          int end = blockCount * (task + 1) / tasks;
          int[] rows = new int[block];
          for (int b = blockCount * task / tasks; b < end; b++) {
            int first = Blocking.firstLatent(kernel, size.latents(), b, blockCount);
            int latents = Blocking.firstLatent(kernel, size.latents(), b + 1, blockCount) - first;
            for (int r = 0; r < latents; r++) {
              rows[r] = Math.min(size.latents() - 1, first + r) * size.width();
            }
            kernel.pack(weights, rows, latents, size.width(), blocks[worker]);
            for (int panel = 0; panel < panels; panel += sums[worker].length) {
              multiply(panel, Math.min(sums[worker].length, panels - panel), latents, worker);
            }
          }
        });
  }

  private void multiply(int first, int panelCount, int latents, int worker) {
    int width = size.width();
    int panelTokens = kernel.panelTokens();
    int step = kernel.tokenStep();
    for (int i = 0; i < panelCount; i++) {
      Arrays.fill(sums[worker][i], 0, latents * panelTokens, 0f);
    }
    for (int from = 0; from < width; from += piece) {
      for (int i = 0; i < panelCount; i++) {
        int count = Math.min(panelTokens, size.tokens() - (first + i) * panelTokens);
        kernel.multiply(
            packed,
            (first + i) * panelTokens * width,
            (count + step - 1) / step * step,
            blocks[worker],
            latents,
            width,
            from,
            Math.min(width, from + piece),
            sums[worker][i],
            scratch[worker]);
      }
    }
  }

  /** Checks the pre-activations of one token and one block against double precision. */
  void check(Problem problem) {
    Size one =
        new Size("check", Math.min(size.tokens(), kernel.tokenStep()), size.width(), block, 1);
    BareProduct small = new BareProduct(kernel, new Workers(1), one);
    small.pack(problem.batches[0], problem.decoderBias);
    small.run(problem.encoder);
    double[] pre = Checks.preActivations(problem, 0);
    for (int j = 0; j < block; j++) {
      Checks.require("pre-activation", 1 + small.sums[0][0][j * kernel.panelTokens()], 1 + pre[j]);
    }
  }
}

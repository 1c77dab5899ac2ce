package org.saev.atlas;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.saev.CancelledException;
import org.saev.internal.backend.CpuBackend;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/**
 * The latents of most similar decoder rows. To find the largest of many products is what a TopK
 * encoder does: one whose encoder rows are the unit decoder rows, given these rows as activations,
 * answers with the largest cosines, in the speed of its kernels.
 */
final class DecoderNeighbours {

  private static final int BATCH = 1024;

  private final int[] starts;
  private final int[] latents;
  private final float[] cosines;

  private DecoderNeighbours(int[] starts, int[] latents, float[] cosines) {
    this.starts = starts;
    this.latents = latents;
    this.cosines = cosines;
  }

  /** Finds up to {@code most} neighbours of positive cosine for each latent. */
  static DecoderNeighbours of(SparseAutoencoder sae, int most) {
    int count = sae.latents();
    int width = sae.width();
    int[] starts = new int[count + 1];
    int[] latents = new int[Math.multiplyExact(count, most)];
    float[] cosines = new float[latents.length];
    if (most == 0) {
      return new DecoderNeighbours(starts, latents, cosines);
    }
    float[] rows = unitRows(sae);
    SaeConfig config =
        SaeConfig.builder(Architecture.TOPK, width, count)
            .k(Math.min(count, most + 1))
            .decoderBiasSubtracted(false)
            .build();
    SaeWeights weights = new SaeWeights(config, rows, new float[count], rows, new float[width]);
    try (SparseAutoencoder finder = new CpuBackend().open(weights, "cpu", 0)) {
      for (int from = 0; from < count; from += BATCH) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException("the search for decoder neighbours was interrupted", null);
        }
        int to = Math.min(count, from + BATCH);
        SparseCodes found =
            finder.encode(FloatBuffer.wrap(rows, from * width, (to - from) * width));
        for (int latent = from; latent < to; latent++) {
          int end = starts[latent];
          for (int rank = 0; rank < found.count(latent - from); rank++) {
            int other = found.latent(latent - from, rank);
            if (other != latent && end - starts[latent] < most) {
              latents[end] = other;
              cosines[end++] = found.value(latent - from, rank);
            }
          }
          starts[latent + 1] = end;
        }
      }
    }
    return new DecoderNeighbours(starts, latents, cosines);
  }

  List<Neighbour> of(int latent) {
    List<Neighbour> neighbours = new ArrayList<>();
    for (int i = starts[latent]; i < starts[latent + 1]; i++) {
      neighbours.add(new Neighbour(latents[i], cosines[i]));
    }
    return neighbours;
  }

  private static float[] unitRows(SparseAutoencoder sae) {
    int width = sae.width();
    float[] rows = new float[Math.multiplyExact(sae.latents(), width)];
    for (int latent = 0; latent < sae.latents(); latent++) {
      float[] row = sae.decoderRow(latent);
      double norm = Math.sqrt(Vectors.dot(row, row));
      for (int i = 0; i < width; i++) {
        rows[latent * width + i] = norm == 0 ? 0 : (float) (row[i] / norm);
      }
    }
    return rows;
  }
}

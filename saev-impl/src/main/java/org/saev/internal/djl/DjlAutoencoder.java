package org.saev.internal.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import org.saev.djl.MemoryPlan;
import org.saev.internal.CodesBuffer;
import org.saev.internal.model.HeldAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/**
 * An autoencoder on a device. Tokens are encoded in tiles of one size, filled up with zeros: so the
 * product has one shape, and a token's code doesn't depend on how many others come with it.
 */
final class DjlAutoencoder extends HeldAutoencoder {

  /** Tokens of a tile: enough that reading the weights doesn't dominate on a GPU. */
  static final int TILE = 512;

  private final PtNDManager manager;
  private final DeviceSae sae;
  private boolean closed;

  DjlAutoencoder(SaeWeights weights, DeviceName device, int threads) {
    super(weights);
    Supported.require(Supported.problem(weights.config()));
    DeviceMemory.require(
        MemoryPlan.encoding(weights.config(), TILE, device.precision(), device.cuda()), device);
    DjlEngine.threads(device, threads);
    manager = DjlEngine.manager(device, 0);
    try {
      sae = new DeviceSae(manager, this.weights, device.precision(), TILE);
      manager.cap(); // whatever a call forgets to put into its own scope throws
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  @Override
  protected SparseCodes encodeTogether(float[] rows, int tokens) {
    return encode(rows, tokens, new CodesBuffer());
  }

  /** One caller at a time: the device is busy with one tile anyway, and needs memory for one. */
  @Override
  public synchronized SparseCodes encode(float[] rows, int tokens, CodesBuffer buffer) {
    requireOpen();
    buffer.begin(tokens, Math.multiplyExact(tokens, sae.k()));
    for (int from = 0; from < tokens; from += TILE) {
      int count = Math.min(TILE, tokens - from);
      try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
        PtNDArray tile = sae.tile(scope, rows, from, count, TILE);
        PtNDArray[] found = sae.encode(scope, tile);
        if (!found[2].getBoolean()) {
          FiniteCheck.require(rows, from, count, width());
        }
        addActive(found[0].toFloatArray(), found[1].toIntArray(), count, buffer);
        if (found.length > 3) {
          float[] scales = found[3].toFloatArray();
          float[] shifts = found[4].toFloatArray();
          for (int t = 0; t < count; t++) {
            buffer.input(from + t, scales[t], shifts[t]);
          }
        }
      }
    }
    return buffer.codes(latents());
  }

  /** Adds rows of k values, strongest first, without what isn't active. */
  private void addActive(float[] values, int[] indices, int count, CodesBuffer buffer) {
    for (int from = 0; from < count * sae.k(); from += sae.k()) {
      int to = from;
      while (to < from + sae.k() && values[to] > 0) {
        to++;
      }
      buffer.add(indices, values, from, to);
    }
  }

  @Override
  protected synchronized void decode(SparseCodes codes, float[] rows) {
    requireOpen();
    for (int from = 0; from < codes.tokens(); from += TILE) {
      int count = Math.min(TILE, codes.tokens() - from);
      try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
        PtNDArray tile = decode(scope, codes.slice(from, from + count));
        tile.toByteBuffer(true).asFloatBuffer().get(rows, from * width(), count * width());
      }
    }
  }

  /** Rows of differing length, filled up with zeros of latent 0. */
  private PtNDArray decode(PtNDManager scope, SparseCodes codes) {
    int longest = 1;
    for (int t = 0; t < codes.tokens(); t++) {
      longest = Math.max(longest, codes.count(t));
    }
    float[] values = new float[Math.multiplyExact(codes.tokens(), longest)];
    long[] indices = new long[values.length];
    for (int t = 0; t < codes.tokens(); t++) {
      for (int rank = 0; rank < codes.count(t); rank++) {
        values[t * longest + rank] = codes.value(t, rank);
        indices[t * longest + rank] = codes.latent(t, rank);
      }
    }
    Shape shape = new Shape(codes.tokens(), longest);
    return sae.decode(
        scope, (PtNDArray) scope.create(values, shape), (PtNDArray) scope.create(indices, shape));
  }

  @Override
  public synchronized void close() {
    closed = true;
    sae.close();
    manager.close();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this autoencoder is closed; load it again");
    }
  }
}

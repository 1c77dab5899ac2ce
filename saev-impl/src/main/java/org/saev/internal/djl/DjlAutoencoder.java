package org.saev.internal.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.saev.djl.MemoryPlan;
import org.saev.internal.BatchEncoder;
import org.saev.internal.model.ModelFiles;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/**
 * An autoencoder on a device. Tokens are encoded in tiles of one size, filled up with zeros: so the
 * product has one shape, and a token's code doesn't depend on how many others come with it.
 */
final class DjlAutoencoder implements SparseAutoencoder, BatchEncoder {

  /** Tokens of a tile: enough that reading the weights doesn't dominate on a GPU. */
  static final int TILE = 512;

  private final SaeWeights weights;
  private final PtNDManager manager;
  private final DeviceSae sae;
  private boolean closed;

  DjlAutoencoder(SaeWeights weights, DeviceName device, int threads) {
    this.weights = weights;
    DeviceSae.requireSupported(weights.config());
    DeviceMemory.require(
        MemoryPlan.encoding(weights.config(), TILE, device.precision(), device.cuda()), device);
    DjlEngine.threads(device, threads);
    manager = DjlEngine.manager(device, 0);
    try {
      sae = new DeviceSae(manager, weights, device.precision(), TILE);
      manager.cap(); // whatever a call forgets to put into its own scope throws
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public SaeConfig config() {
    return weights.config();
  }

  @Override
  public SparseCodes encode(FloatBuffer activations) {
    int floats = activations.remaining();
    if (floats % width() != 0) {
      throw new IllegalArgumentException(
          floats + " floats are no whole number of rows of width " + width());
    }
    float[] rows = new float[floats];
    activations.get(activations.position(), rows);
    return encode(rows, floats / width());
  }

  /** One caller at a time: the device is busy with one tile anyway, and needs memory for one. */
  @Override
  public synchronized SparseCodes encode(float[] rows, int tokens) {
    requireOpen();
    CodesBuilder codes = new CodesBuilder(latents(), tokens, sae.k());
    for (int from = 0; from < tokens; from += TILE) {
      int count = Math.min(TILE, tokens - from);
      try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
        PtNDArray tile = sae.tile(scope, rows, from, count, TILE);
        PtNDArray[] found = sae.encode(scope, tile);
        if (!found[2].getBoolean()) {
          FiniteCheck.require(rows, from, count, width());
        }
        codes.add(found[0].toFloatArray(), found[1].toIntArray(), count);
      }
    }
    return codes.build();
  }

  @Override
  public synchronized float[] decode(SparseCodes codes) {
    requireOpen();
    if (codes.latents() != latents()) {
      throw new IllegalArgumentException(codes + " are not of " + config());
    }
    float[] out = new float[Math.multiplyExact(codes.tokens(), width())];
    for (int from = 0; from < codes.tokens(); from += TILE) {
      int count = Math.min(TILE, codes.tokens() - from);
      try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
        PtNDArray rows = decode(scope, codes.slice(from, from + count));
        rows.toByteBuffer(true).asFloatBuffer().get(out, from * width(), count * width());
      }
    }
    return out;
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
  public float[] encoderRow(int latent) {
    return row(weights.encoder(), latent);
  }

  @Override
  public float[] decoderRow(int latent) {
    return row(weights.decoder(), latent);
  }

  @Override
  public float[] encoderBias() {
    return weights.encoderBias().clone();
  }

  @Override
  public float[] decoderBias() {
    return weights.decoderBias().clone();
  }

  @Override
  public void save(Path folder) {
    ModelFiles.save(weights, folder);
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

  private float[] row(float[] matrix, int latent) {
    int start = Objects.checkIndex(latent, latents()) * width();
    return Arrays.copyOfRange(matrix, start, start + width());
  }
}

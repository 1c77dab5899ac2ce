package org.saev.internal.backend;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.saev.CancelledException;
import org.saev.internal.BatchEncoder;
import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Workers;
import org.saev.internal.model.DecoderNorms;
import org.saev.internal.model.ModelFiles;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** An autoencoder on the CPU. Each caller borrows a workspace, so that many may encode at once. */
final class CpuAutoencoder implements SparseAutoencoder, BatchEncoder {

  /** As they were loaded or trained, for saving. */
  private final SaeWeights saved;

  /** As they are computed with: decoder norms folded in. */
  private final SaeWeights weights;

  private final Kernel kernel;
  private final Workers workers;
  private final Workers alone = new Workers(1);
  private final ConcurrentLinkedQueue<CpuEncoder> idleTogether = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<CpuEncoder> idleAlone = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Decoder> idleDecoders = new ConcurrentLinkedQueue<>();

  CpuAutoencoder(SaeWeights weights, Kernel kernel, Workers workers) {
    this.saved = weights;
    this.weights = DecoderNorms.fold(weights);
    this.kernel = kernel;
    this.workers = workers;
    // Made now, so that an architecture that can't be computed is refused before anything is
    // encoded.
    idleTogether.add(CpuEncoder.of(this.weights, kernel, workers));
  }

  @Override
  public SaeConfig config() {
    return saved.config();
  }

  @Override
  public SparseCodes encode(FloatBuffer activations) {
    int floats = activations.remaining();
    int width = width();
    if (floats % width != 0) {
      throw new IllegalArgumentException(
          floats + " floats are no whole number of rows of width " + width);
    }
    float[] rows = new float[floats];
    activations.get(activations.position(), rows);
    return encode(rows, floats / width, idleTogether, workers);
  }

  /** Encodes on the calling thread alone, for callers that bring their own threads. */
  @Override
  public SparseCodes encode(float[] rows, int tokens) {
    return encode(rows, tokens, idleAlone, alone);
  }

  @Override
  public float[] decode(SparseCodes codes) {
    if (codes.latents() != latents()) {
      throw new IllegalArgumentException(codes + " are not of " + config());
    }
    float[] out = new float[Math.multiplyExact(codes.tokens(), width())];
    if (out.length == 0) {
      return out;
    }
    Decoder decoder = idleDecoders.poll();
    if (decoder == null) {
      decoder = new Decoder(kernel, workers, width());
    }
    try {
      decoder.decode(new CodesView(codes), weights.decoder(), weights.decoderBias(), out);
      InputScaling.undo(codes, out, width());
      return out;
    } catch (CancellationException e) {
      throw new CancelledException("decoding was stopped: " + e.getMessage(), null);
    } finally {
      idleDecoders.add(decoder);
    }
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
    ModelFiles.save(saved, folder);
  }

  @Override
  public void close() {
    if (workers != Workers.shared()) {
      workers.close();
    }
  }

  private SparseCodes encode(
      float[] rows, int tokens, ConcurrentLinkedQueue<CpuEncoder> idle, Workers team) {
    if (tokens == 0) {
      return SparseCodes.of(latents(), new int[1], new int[0], new float[0]);
    }
    CpuEncoder encoder = idle.poll();
    if (encoder == null) {
      encoder = CpuEncoder.of(weights, kernel, team);
    }
    try {
      return encoder.encode(rows, tokens);
    } catch (CancellationException e) {
      throw new CancelledException("encoding was stopped: " + e.getMessage(), null);
    } finally {
      idle.add(encoder);
    }
  }

  private float[] row(float[] matrix, int latent) {
    int start = Objects.checkIndex(latent, latents()) * width();
    return Arrays.copyOfRange(matrix, start, start + width());
  }
}

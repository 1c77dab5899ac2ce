package org.saev.internal.backend;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.saev.CancelledException;
import org.saev.internal.CodesBuffer;
import org.saev.internal.cpu.Decoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.Workers;
import org.saev.internal.model.HeldAutoencoder;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** An autoencoder on the CPU. Each caller borrows a workspace, so that many may encode at once. */
final class CpuAutoencoder extends HeldAutoencoder {

  private final Kernel kernel;
  private final Workers workers;
  private final Workers alone = new Workers(1);
  private final ConcurrentLinkedQueue<CpuEncoder> idleTogether = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<CpuEncoder> idleAlone = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Decoder> idleDecoders = new ConcurrentLinkedQueue<>();

  CpuAutoencoder(SaeWeights weights, Kernel kernel, Workers workers) {
    super(weights);
    this.kernel = kernel;
    this.workers = workers;
    // Made now, so that an architecture that can't be computed is refused before anything is
    // encoded.
    idleTogether.add(CpuEncoder.of(this.weights, kernel, workers));
  }

  @Override
  protected SparseCodes encodeTogether(float[] rows, int tokens) {
    return encode(rows, tokens, new CodesBuffer(), idleTogether, workers);
  }

  /** Encodes on the calling thread alone, for callers that bring their own threads. */
  @Override
  public SparseCodes encode(float[] rows, int tokens, CodesBuffer buffer) {
    return encode(rows, tokens, buffer, idleAlone, alone);
  }

  @Override
  protected void decode(SparseCodes codes, float[] rows) {
    Decoder decoder = idleDecoders.poll();
    if (decoder == null) {
      decoder = new Decoder(kernel, workers, width());
    }
    try {
      decoder.decode(new CodesView(codes), weights.decoder(), weights.decoderBias(), rows);
    } catch (CancellationException e) {
      throw new CancelledException("decoding was stopped: " + e.getMessage(), null);
    } finally {
      idleDecoders.add(decoder);
    }
  }

  @Override
  public void close() {
    if (workers != Workers.shared()) {
      workers.close();
    }
  }

  private SparseCodes encode(
      float[] rows,
      int tokens,
      CodesBuffer buffer,
      ConcurrentLinkedQueue<CpuEncoder> idle,
      Workers team) {
    if (tokens == 0) {
      return SparseCodes.of(latents(), new int[1], new int[0], new float[0]);
    }
    CpuEncoder encoder = idle.poll();
    if (encoder == null) {
      encoder = CpuEncoder.of(weights, kernel, team);
    }
    try {
      encoder.encode(rows, tokens, buffer);
      return buffer.codes(latents());
    } catch (CancellationException e) {
      throw new CancelledException("encoding was stopped: " + e.getMessage(), null);
    } finally {
      idle.add(encoder);
    }
  }
}

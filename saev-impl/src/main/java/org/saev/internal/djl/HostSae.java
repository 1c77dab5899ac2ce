package org.saev.internal.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import org.saev.SaevException;
import org.saev.djl.Precision;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;

/** The weights of an autoencoder on a host's device; results belong to the host's managers. */
public final class HostSae implements AutoCloseable {

  private final PtNDManager manager;
  private final DeviceSae sae;

  private HostSae(PtNDManager manager, DeviceSae sae) {
    this.manager = manager;
    this.sae = sae;
  }

  /** Copies the weights of an autoencoder, row by row. */
  public static HostSae of(
      SparseAutoencoder sae, NDManager host, Precision precision, int blockTokens) {
    Supported.require(Supported.problem(sae.config()));
    if (sae.config().inputNormalization() != InputNormalization.NONE) {
      throw new SaevException(
          "codes on a device don't carry what undoes the input normalisation "
              + sae.config().inputNormalization()
              + " of this autoencoder: encode and decode by Saev.load(path, device)");
    }
    if (!(host instanceof PtNDManager pytorch)) {
      throw new IllegalArgumentException(
          "the manager must be of DJL's PyTorch engine, but is of "
              + host.getEngine().getEngineName());
    }
    PtNDManager manager = (PtNDManager) pytorch.newSubManager();
    try {
      DeviceSae device = new DeviceSae(manager, weights(sae), precision, blockTokens);
      manager.cap(); // whatever a call forgets to put into a scope throws
      return new HostSae(manager, device);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private static SaeWeights weights(SparseAutoencoder sae) {
    SaeConfig config = sae.config();
    int width = config.width();
    float[] encoder = new float[Math.multiplyExact(config.latents(), width)];
    float[] decoder = new float[encoder.length];
    for (int latent = 0; latent < config.latents(); latent++) {
      System.arraycopy(sae.encoderRow(latent), 0, encoder, latent * width, width);
      System.arraycopy(sae.decoderRow(latent), 0, decoder, latent * width, width);
    }
    return new SaeWeights(config, encoder, sae.encoderBias(), decoder, sae.decoderBias());
  }

  /** Encodes rows, [tokens, width]: values and latents, [tokens, k]. */
  public NDArray[] encode(NDArray rows) {
    PtNDArray x = (PtNDArray) rows;
    return sae.encode(x.getManager(), x);
  }

  /** Decodes values and latents of int64, [tokens, any], to [tokens, width]. */
  public NDArray decode(NDArray values, NDArray latents) {
    PtNDArray v = (PtNDArray) values;
    return sae.decode(v.getManager(), v, (PtNDArray) latents);
  }

  /** Converts to the type of another array. */
  public NDArray inTypeOf(NDArray array, NDArray other) {
    return sae.inTypeOf((PtNDArray) array, (PtNDArray) other);
  }

  @Override
  public void close() {
    sae.close();
    manager.close();
  }
}

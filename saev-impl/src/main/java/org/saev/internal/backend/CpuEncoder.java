package org.saev.internal.backend;

import org.saev.SaevException;
import org.saev.internal.CodesBuffer;
import org.saev.internal.cpu.GatedEncoder;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.SparseRows;
import org.saev.internal.cpu.ThresholdEncoder;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.Workers;
import org.saev.sae.SaeConfig;
import org.saev.spi.SaeWeights;

/** The workspace of one caller: encodes one batch at a time. */
@FunctionalInterface
interface CpuEncoder {

  /**
   * Encodes a batch.
   *
   * @param rows [tokens, width]
   * @param buffer what the codes are written into
   */
  void encode(float[] rows, int tokens, CodesBuffer buffer);

  /**
   * Makes the workspace that an architecture needs.
   *
   * @param weights without rescaling by decoder norm, see {@link
   *     org.saev.internal.model.DecoderNorms}
   */
  static CpuEncoder of(SaeWeights weights, Kernel kernel, Workers workers) {
    SaeConfig config = weights.config();
    float[] subtracted = config.decoderBiasSubtracted() ? weights.decoderBias() : null;
    CpuEncoder encoder =
        switch (config.architecture()) {
          case TOPK -> topK(weights, kernel, workers, subtracted);
          case RELU -> threshold(weights, kernel, workers, subtracted, new float[config.latents()]);
          case JUMP_RELU, BATCH_TOPK, MATRYOSHKA_BATCH_TOPK ->
              threshold(weights, kernel, workers, subtracted, thresholds(weights));
          case GATED -> gated(weights, kernel, workers, subtracted);
        };
    return new InputScaling(config).before(encoder);
  }

  private static CpuEncoder topK(
      SaeWeights weights, Kernel kernel, Workers workers, float[] subtracted) {
    SaeConfig config = weights.config();
    TopKEncoder encoder =
        new TopKEncoder(
            kernel, workers, config.width(), config.latents(), config.k().orElseThrow());
    TopKCodes codes = new TopKCodes(config.k().orElseThrow());
    return (rows, tokens, buffer) -> {
      encoder.encode(rows, tokens, weights.encoder(), weights.encoderBias(), subtracted, codes);
      buffer.set(codes);
    };
  }

  private static CpuEncoder threshold(
      SaeWeights weights, Kernel kernel, Workers workers, float[] subtracted, float[] thresholds) {
    SaeConfig config = weights.config();
    ThresholdEncoder encoder = new ThresholdEncoder(kernel, workers, config.width(), thresholds);
    SparseRows codes = new SparseRows();
    return (rows, tokens, buffer) -> {
      encoder.encode(rows, tokens, weights.encoder(), weights.encoderBias(), subtracted, codes);
      buffer.set(codes);
    };
  }

  private static CpuEncoder gated(
      SaeWeights weights, Kernel kernel, Workers workers, float[] subtracted) {
    SaeConfig config = weights.config();
    GatedEncoder encoder =
        new GatedEncoder(
            kernel,
            workers,
            config.width(),
            weights.encoderBias(),
            needed(weights, "r_mag"),
            needed(weights, "b_mag"));
    SparseRows codes = new SparseRows();
    return (rows, tokens, buffer) -> {
      encoder.encode(rows, tokens, weights.encoder(), subtracted, codes);
      buffer.set(codes);
    };
  }

  /** One a latent. A negative one is as good as 0, since a ReLU follows. */
  private static float[] thresholds(SaeWeights weights) {
    float[] found = needed(weights, "threshold");
    float[] thresholds = new float[found.length];
    for (int latent = 0; latent < thresholds.length; latent++) {
      thresholds[latent] = Math.max(0, found[latent]);
    }
    return thresholds;
  }

  private static float[] needed(SaeWeights weights, String name) {
    SaeConfig config = weights.config();
    float[] found = weights.more().get(name);
    if (found == null || found.length != config.latents()) {
      throw new SaevException(
          "a "
              + config.architecture()
              + " autoencoder needs the array '"
              + name
              + "' of "
              + config.latents()
              + " numbers, but it has "
              + (found == null ? "none; there are " + weights.more().keySet() : found.length));
    }
    return found;
  }
}

package org.saev.internal.backend;

import org.saev.SaevException;
import org.saev.internal.cpu.Codes;
import org.saev.internal.cpu.Kernel;
import org.saev.internal.cpu.SparseRows;
import org.saev.internal.cpu.ThresholdEncoder;
import org.saev.internal.cpu.TopKCodes;
import org.saev.internal.cpu.TopKEncoder;
import org.saev.internal.cpu.Workers;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseCodes;
import org.saev.spi.SaeWeights;

/** The workspace of one caller: encodes one batch at a time. */
@FunctionalInterface
interface CpuEncoder {

  /**
   * Encodes a batch.
   *
   * @param rows [tokens, width]
   */
  SparseCodes encode(float[] rows, int tokens);

  /** Makes the workspace that an architecture needs. */
  static CpuEncoder of(SaeWeights weights, Kernel kernel, Workers workers) {
    SaeConfig config = weights.config();
    if (config.inputNormalization() != InputNormalization.NONE) {
      throw new SaevException(
          "the CPU back end can't normalise inputs by "
              + config.inputNormalization()
              + " yet; it takes autoencoders without input normalisation");
    }
    float[] subtracted = config.decoderBiasSubtracted() ? weights.decoderBias() : null;
    return switch (config.architecture()) {
      case TOPK -> topK(weights, kernel, workers, subtracted);
      case RELU, JUMP_RELU, BATCH_TOPK, MATRYOSHKA_BATCH_TOPK ->
          threshold(weights, kernel, workers, subtracted);
      case GATED -> throw new SaevException("the CPU back end can't run GATED autoencoders yet");
    };
  }

  private static CpuEncoder topK(
      SaeWeights weights, Kernel kernel, Workers workers, float[] subtracted) {
    SaeConfig config = weights.config();
    TopKEncoder encoder =
        new TopKEncoder(
            kernel, workers, config.width(), config.latents(), config.k().orElseThrow());
    TopKCodes codes = new TopKCodes(config.k().orElseThrow());
    return (rows, tokens) -> {
      encoder.encode(rows, tokens, weights.encoder(), weights.encoderBias(), subtracted, codes);
      return compact(config.latents(), codes);
    };
  }

  private static CpuEncoder threshold(
      SaeWeights weights, Kernel kernel, Workers workers, float[] subtracted) {
    SaeConfig config = weights.config();
    float[] thresholds = weights.more().getOrDefault("threshold", new float[config.latents()]);
    ThresholdEncoder encoder = new ThresholdEncoder(kernel, workers, config.width(), thresholds);
    SparseRows codes = new SparseRows();
    return (rows, tokens) -> {
      encoder.encode(rows, tokens, weights.encoder(), weights.encoderBias(), subtracted, codes);
      return compact(config.latents(), codes);
    };
  }

  /** Copies codes out of the workspace, without the gaps between its rows. */
  private static SparseCodes compact(int latents, Codes codes) {
    int tokens = codes.tokens();
    int[] starts = new int[tokens + 1];
    for (int t = 0; t < tokens; t++) {
      starts[t + 1] = Math.addExact(starts[t], codes.end(t) - codes.start(t));
    }
    int[] indices = new int[starts[tokens]];
    float[] values = new float[starts[tokens]];
    for (int t = 0; t < tokens; t++) {
      int length = starts[t + 1] - starts[t];
      System.arraycopy(codes.indices(), codes.start(t), indices, starts[t], length);
      System.arraycopy(codes.values(), codes.start(t), values, starts[t], length);
    }
    return SparseCodes.of(latents, starts, indices, values);
  }
}

package org.saev.internal.djl;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.saev.djl.MemoryPlan;
import org.saev.djl.Precision;
import org.saev.sae.Architecture;
import org.saev.sae.InputNormalization;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.AuxK;
import org.saev.training.DecoderConstraint;
import org.saev.training.Encoding;
import org.saev.training.Signum;
import org.saev.training.Trainer;
import org.saev.training.TrainingConfig;

/**
 * Trains or encodes in a process of its own, and prints by how many bytes its memory grew at the
 * peak, and what the plan said. Linux only: the kernel keeps the peak.
 */
final class MemoryProgram {

  /** On Java 25 the virtual machine's own memory grows for so long. */
  private static final int WARM_UP_STEPS = 4000;

  private static final Path SELF = Path.of("/proc/self");

  private MemoryProgram() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("thousand-steps")) {
      thousandSteps();
      return;
    }
    int width = Integer.parseInt(args[1]);
    int latents = Integer.parseInt(args[2]);
    int k = Integer.parseInt(args[3]);
    int tokens = Integer.parseInt(args[4]);
    boolean bf16 = args[5].equals("bf16");
    String device = bf16 ? "djl:cpu?precision=bf16" : "djl:cpu";
    Precision precision = bf16 ? Precision.BF16 : Precision.FP32;
    boolean training = args[0].startsWith("training");
    TrainingConfig config = config(args[0], latents, k, tokens);
    // Everything that is loaded or compiled once is there before the measurement begins.
    SaeWeights small = weights(64, 4096, 8);
    float[] few = DjlData.batch(0, 512, 64);
    run(training ? config(args[0], 4096, 8, 512) : null, small, few, 512, device);
    if (training) {
      report(
          peakOf(weights(width, latents, k), config, tokens, device),
          MemoryPlan.training(config, width, precision, false));
    } else {
      report(
          peakOf(weights(width, latents, k), null, tokens, device),
          MemoryPlan.encoding(
              SaeConfig.builder(Architecture.TOPK, width, latents).k(k).build(),
              DjlAutoencoder.TILE,
              precision,
              false));
    }
  }

  /** Prints by how many bytes the process grew over a thousand steps and a thousand encodings. */
  private static void thousandSteps() throws IOException {
    DjlBackend backend = new DjlBackend();
    SaeWeights weights = DjlData.weights(DjlData.WIDTH, DjlData.LATENTS, DjlData.K);
    float[] batch = DjlData.batch(0, DjlData.BATCH, DjlData.WIDTH);
    TrainingConfig config = config("training", DjlData.LATENTS, DjlData.K, DjlData.BATCH);
    try (SparseAutoencoder sae = backend.open(weights, "djl:cpu", 0);
        TrainingSession session = backend.train(weights, config, "djl:cpu*2", 0)) {
      long before = 0;
      for (int step = 0; step <= WARM_UP_STEPS + 1000; step++) {
        if (step % 1000 == 0) {
          System.gc(); // frees the direct buffers of what is closed
        }
        if (step == WARM_UP_STEPS) {
          before = kilobytes("VmRSS");
        }
        session.step(batch, DjlData.BATCH, 1e-3);
        sae.decode(sae.encode(FloatBuffer.wrap(batch)));
      }
      System.out.println("grew " + ((kilobytes("VmRSS") - before) << 10));
    }
  }

  private static void report(long measured, MemoryPlan plan) {
    System.out.println("measured " + measured + " planned " + plan.bytes());
    System.out.println(plan);
  }

  /** All but a few latents are dead from the third step on, unless AuxK is off. */
  private static TrainingConfig config(String form, int latents, int k, int tokens) {
    Trainer trainer =
        DjlData.trainer()
            .latents(latents)
            .k(k)
            .batchTokens(tokens)
            .shuffleBufferTokens(tokens)
            .auxK(AuxK.DEFAULT.deadAfterTokens(tokens));
    return switch (form) {
      case "training", "encoding" -> trainer.config();
      case "training-without-aux" -> trainer.auxK(AuxK.OFF).config();
      case "training-clipped" -> trainer.maxGradientNorm(1).config();
      case "training-signum" -> trainer.optimizer(Signum.DEFAULT).config();
      case "training-scaled" ->
          trainer
              .decoder(DecoderConstraint.NONE)
              .encoding(new Encoding(true, true, InputNormalization.LAYER_NORM))
              .config();
      default -> throw new IllegalArgumentException("there is no form '" + form + "'");
    };
  }

  /** Weights of which a few latents fire, and no others. */
  private static SaeWeights weights(int width, int latents, int k) {
    SaeWeights weights = DjlData.weights(width, latents, k);
    Arrays.fill(weights.encoderBias(), Math.min(latents, k), latents, -1e6f);
    return weights;
  }

  private static long peakOf(SaeWeights weights, TrainingConfig config, int tokens, String device)
      throws IOException {
    float[] batch = DjlData.batch(0, tokens, weights.config().width());
    System.gc();
    long before = kilobytes("VmRSS");
    Files.writeString(SELF.resolve("clear_refs"), "5"); // the peak begins anew
    run(config, weights, batch, tokens, device);
    return (kilobytes("VmHWM") - before) << 10;
  }

  /** Trains, or encodes if there is no configuration. */
  private static void run(
      TrainingConfig config, SaeWeights weights, float[] batch, int tokens, String device) {
    DjlBackend backend = new DjlBackend();
    if (config == null) {
      try (SparseAutoencoder sae = backend.open(weights, device, 0)) {
        sae.encode(FloatBuffer.wrap(batch));
      }
      return;
    }
    try (TrainingSession session = backend.train(weights, config, device, 0)) {
      int dead = 0;
      for (int step = 0; step < 5; step++) {
        dead = session.step(batch, tokens, 1e-6).deadLatents();
      }
      int latents = config.latents();
      int firing = config.k();
      if (config.auxK().weight() > 0 && dead < latents - firing) {
        throw new IllegalStateException(dead + " latents of " + latents + " are dead");
      }
    }
  }

  private static long kilobytes(String name) throws IOException {
    return Files.readAllLines(SELF.resolve("status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}

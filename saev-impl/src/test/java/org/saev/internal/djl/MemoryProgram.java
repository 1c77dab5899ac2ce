package org.saev.internal.djl;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.saev.djl.MemoryPlan;
import org.saev.djl.Precision;
import org.saev.sae.Architecture;
import org.saev.sae.SaeConfig;
import org.saev.sae.SparseAutoencoder;
import org.saev.spi.SaeWeights;
import org.saev.spi.TrainingSession;
import org.saev.training.AuxK;
import org.saev.training.TrainingConfig;

/**
 * Trains or encodes in a process of its own, and prints by how many bytes its memory grew at the
 * peak, and what the plan said. Linux only: the kernel keeps the peak.
 */
final class MemoryProgram {

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
    boolean training = args[0].equals("training");
    // Everything that is loaded or compiled once is there before the measurement begins.
    run(training, 64, 4096, 8, 512, device);
    if (training) {
      report(
          peakOf(width, latents, k, tokens, device, true),
          MemoryPlan.training(config(latents, k, tokens), width, precision, false));
    } else {
      report(
          peakOf(width, latents, k, tokens, device, false),
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
    TrainingConfig config = config(DjlData.LATENTS, DjlData.K, DjlData.BATCH);
    try (SparseAutoencoder sae = backend.open(weights, "djl:cpu", 0);
        TrainingSession session = backend.train(weights, config, "djl:cpu*2", 0)) {
      long before = 0;
      for (int step = 0; step <= 1200; step++) {
        if (step % 1000 == 200) {
          System.gc(); // frees the direct buffers of what is closed
        }
        if (step == 200) {
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

  private static TrainingConfig config(int latents, int k, int tokens) {
    return DjlData.trainer()
        .latents(latents)
        .k(k)
        .batchTokens(tokens)
        .auxK(AuxK.DEFAULT.deadAfterTokens(tokens))
        .config();
  }

  private static long peakOf(
      int width, int latents, int k, int tokens, String device, boolean training)
      throws IOException {
    SaeWeights weights = DjlData.weights(width, latents, k);
    float[] batch = DjlData.batch(0, tokens, width);
    System.gc();
    long before = kilobytes("VmRSS");
    Files.writeString(SELF.resolve("clear_refs"), "5"); // the peak begins anew
    run(training, weights, batch, tokens, device);
    return (kilobytes("VmHWM") - before) << 10;
  }

  private static void run(
      boolean training, int width, int latents, int k, int tokens, String device) {
    run(
        training,
        DjlData.weights(width, latents, k),
        DjlData.batch(0, tokens, width),
        tokens,
        device);
  }

  private static void run(
      boolean training, SaeWeights weights, float[] batch, int tokens, String device) {
    DjlBackend backend = new DjlBackend();
    int latents = weights.config().latents();
    int k = weights.config().k().orElseThrow();
    if (training) {
      try (TrainingSession session =
          backend.train(weights, config(latents, k, tokens), device, 0)) {
        for (int step = 0; step < 4; step++) {
          session.step(batch, tokens, 1e-4);
        }
      }
    } else {
      try (SparseAutoencoder sae = backend.open(weights, device, 0)) {
        sae.encode(FloatBuffer.wrap(batch));
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

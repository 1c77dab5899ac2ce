package org.saev.djl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.saev.SaevException;
import org.saev.internal.djl.Chunks;
import org.saev.sae.SaeConfig;
import org.saev.training.TrainingConfig;

/**
 * The memory that a device needs at its peak, part by part, known before anything is allocated. A
 * back end makes one before it starts, and refuses what doesn't fit; a program may make one to
 * choose its batch.
 *
 * <pre>{@code
 * MemoryPlan plan = MemoryPlan.training(Saev.trainer().latents(131_072).k(64).config(), 4096, Precision.FP32, true);
 * System.out.println(plan); // 15.9 GiB and what it is made of
 * }</pre>
 *
 * <p>Resident are weights and moments, with Adam six matrices of [latents, width] in fp32; at the
 * peak there is the gradient of one of the two weights beside them, or of both where the gradient's
 * norm is limited. Pre-activations exist for a chunk of latents at a time. Each device of several
 * holds all of it. Nobody knows beforehand how many latents will die: the plan is that of the worst
 * case. Peaks of the CPU device agree with it within a tenth; on a GPU it has not been compared
 * yet.
 */
public final class MemoryPlan {

  /** What CUDA, cuBLAS and the allocator's own rounding take on a GPU. */
  private static final long GPU_RESERVE = 768L << 20;

  private static final int FLOAT = Float.BYTES;
  private static final int LONG = Long.BYTES;
  private static final int PAIR = TrainingMemory.PAIR;

  /** Numbers that pass through main memory at a time, on the way to a device and back. */
  private static final long TRANSFERRED = 1L << 20;

  /** What the CPU's products take for themselves, about. */
  private static final long PRODUCTS = 6L << 20;

  private final String purpose;
  private final String advice;
  private final Map<String, Long> parts;

  private MemoryPlan(String purpose, String advice, Map<String, Long> parts) {
    this.purpose = purpose;
    this.advice = advice;
    this.parts = Collections.unmodifiableMap(parts);
  }

  /**
   * Plans a training.
   *
   * @param config its latents, k, batch and AuxK count
   * @param width of the activations
   * @param precision of the products
   * @param gpu whether the device is a GPU
   * @return the plan for one device
   */
  public static MemoryPlan training(
      TrainingConfig config, int width, Precision precision, boolean gpu) {
    TrainingMemory sizes = new TrainingMemory(config, width, precision, gpu);
    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("weights", 2 * sizes.matrix);
    parts.put("moments", sizes.moments);
    parts.put("biases and counters", sizes.latents * (3 * FLOAT + LONG));
    parts.put("batch", sizes.batch);
    parts.put("codes", (sizes.entries + sizes.auxEntries) * PAIR);
    long encoding = Math.max(sizes.encoding(), sizes.auxEncoding());
    parts.put("one step", Math.max(encoding, sizes.update()));
    reserve(parts, gpu, sizes.matrix, sizes.latents);
    return new MemoryPlan(
        String.format(
            Locale.ROOT,
            "training %,d latents of width %,d on %,d tokens a step",
            config.latents(),
            width,
            config.batchTokens()),
        "lower batchTokens or latents",
        parts);
  }

  /**
   * Plans encoding and decoding.
   *
   * @param config of the autoencoder
   * @param tokens encoded at a time
   * @param precision of products and weights
   * @param gpu whether the device is a GPU
   * @return the plan for one device
   */
  public static MemoryPlan encoding(
      SaeConfig config, int tokens, Precision precision, boolean gpu) {
    long latents = config.latents();
    long width = config.width();
    int chunk = Chunks.latents(gpu, tokens, config.width(), config.latents());
    boolean half = precision == Precision.BF16;
    long entries = (long) tokens * config.k().orElse(0) * (half ? 2 : 1);

    Map<String, Long> parts = new LinkedHashMap<>();
    parts.put("weights", 2 * latents * width * (half ? FLOAT / 2 : FLOAT));
    parts.put("biases", (latents + width) * FLOAT);
    parts.put("batch", tokens * width * FLOAT);
    parts.put(
        "one batch",
        tokens * width * FLOAT
            + (half ? tokens * width * FLOAT / 2 : 0)
            + (long) tokens * chunk * (half ? FLOAT / 2 : FLOAT)
            + 6 * entries * PAIR);
    reserve(parts, gpu, latents * width * FLOAT, latents);
    return new MemoryPlan(
        String.format(Locale.ROOT, "an autoencoder of %,d latents of width %,d", latents, width),
        half ? "use a device with more" : "use ?precision=bf16, which holds the weights in half",
        parts);
  }

  private static void reserve(Map<String, Long> parts, boolean gpu, long matrix, long latents) {
    if (gpu) {
      parts.put("CUDA and its libraries", GPU_RESERVE);
    } else {
      parts.put(
          "transfer and products",
          PRODUCTS
              + Math.max(
                  Math.min(TRANSFERRED * FLOAT, matrix), Math.min(TRANSFERRED, latents) * LONG));
    }
  }

  /**
   * Returns the peak.
   *
   * @return bytes
   */
  public long bytes() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns what the peak is made of.
   *
   * @return bytes by name, in a fixed order
   */
  public Map<String, Long> parts() {
    return parts;
  }

  /**
   * Refuses what doesn't fit.
   *
   * @param device its name, for the message
   * @param available bytes that are free on it
   * @throws SaevException if the plan needs more; says how much, and what to change
   */
  public void requireFits(String device, long available) {
    if (bytes() > available) {
      throw new SaevException(
          purpose
              + " needs "
              + gib(bytes())
              + ", but "
              + device
              + " has "
              + gib(available)
              + " free: "
              + advice
              + " ("
              + describeParts()
              + ")");
    }
  }

  @Override
  public String toString() {
    return purpose + ": " + gib(bytes()) + " (" + describeParts() + ")";
  }

  private String describeParts() {
    return parts.entrySet().stream()
        .map(part -> part.getKey() + " " + gib(part.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String gib(long bytes) {
    double gib = bytes / (double) (1L << 30);
    return String.format(Locale.ROOT, gib < 10 ? "%.2f GiB" : "%.1f GiB", gib);
  }
}

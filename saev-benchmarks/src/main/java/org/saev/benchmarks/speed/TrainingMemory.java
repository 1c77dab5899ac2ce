package org.saev.benchmarks.speed;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.Trainer;

/**
 * Trains an autoencoder of a given size for a few steps, in the way that a program that uses the
 * library does, and prints the most memory that the process has had beside what weights and moments
 * take. Activations are made as they are asked for, so that none are kept.
 */
public final class TrainingMemory {

  private static final int EXAMPLE_TOKENS = 256;
  private static final int MATRICES = 6;

  private TrainingMemory() {}

  /**
   * Runs the program.
   *
   * @param args width, latents, k, tokens of a batch, steps
   * @throws IOException if the system doesn't tell how much memory was used
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 5) {
      throw new IllegalArgumentException(
          "give width, latents, k, tokens of a batch and steps, such as 4096 65536 64 1024 10");
    }
    int width = Integer.parseInt(args[0]);
    int latents = Integer.parseInt(args[1]);
    int batch = Integer.parseInt(args[3]);
    int steps = Integer.parseInt(args[4]);
    long start = System.nanoTime();
    try (SparseAutoencoder sae =
        trainer(latents, Integer.parseInt(args[2]), batch, steps)
            .train(new MadeUp(width, (long) batch * steps))) {
      double state = MATRICES * (double) width * latents * Float.BYTES;
      System.out.printf(
          "%d steps of %,d tokens, width %,d, %,d latents, in %.0f s: at most %.2f GiB, %.3f times"
              + " the weights and moments (%.2f GiB)%n",
          steps,
          batch,
          width,
          sae.config().latents(),
          (System.nanoTime() - start) / 1e9,
          peak() / Math.pow(2, 30),
          peak() / state,
          state / Math.pow(2, 30));
    }
  }

  private static Trainer trainer(int latents, int k, int batch, int steps) {
    return Saev.trainer()
        .latents(latents)
        .k(k)
        .batchTokens(batch)
        .shuffleBufferTokens(2 * batch)
        .steps(steps)
        .listener(p -> System.out.println(p));
  }

  private static double peak() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow(() -> new IOException("/proc/self/status has no VmHWM"))
          * 1024.0;
    }
  }

  /** Normal numbers, the same for each example on every pass. */
  private record MadeUp(int width, long tokens) implements ActivationSource {

    @Override
    public Stream<Example> examples() {
      return LongStream.range(0, (tokens + EXAMPLE_TOKENS - 1) / EXAMPLE_TOKENS)
          .mapToObj(this::example);
    }

    private Example example(long number) {
      SplittableRandom random = new SplittableRandom(number);
      float[] activations = new float[EXAMPLE_TOKENS * width];
      for (int i = 0; i < activations.length; i++) {
        activations[i] = (float) random.nextGaussian();
      }
      TokenSequence sequence = TokenSequence.builder().textTokens(EXAMPLE_TOKENS).build();
      return Example.of("example-" + number, sequence, FloatBuffer.wrap(activations));
    }
  }
}

package org.saev.benchmarks.quality;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.evaluation.Evaluation;
import org.saev.evaluation.Reconstruction;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.AuxK;
import org.saev.training.LearningRateDecay;
import org.saev.training.Trainer;

/**
 * The protocol on which neighbouring tools were measured: width 256, 2,048 known directions, 4,096
 * latents, k 16, batches of 2,048, 2,048 steps, learning rate 4e-4, 100 warm-up steps.
 *
 * <p>{@code Quality [NAME] [DIR]} trains a {@link Contender}, TOPK by default, on the data that the
 * Python generator wrote to DIR; without it, data of the same distribution is made here. The system
 * property {@code steps} makes it shorter, {@code seed} is that of the training, {@code
 * deadAfterTokens} that of AuxK.
 */
public final class Quality {

  private static final int WIDTH = 256;
  private static final int DIRECTIONS = 2048;
  private static final int STEPS = Integer.getInteger("steps", 2048);
  private static final int BATCH = 2048;

  private Quality() {}

  /**
   * Trains and prints the figures.
   *
   * @param args a contender's name and the folder of the data, or only one of them, or nothing
   * @throws IOException if the data can't be read
   */
  public static void main(String[] args) throws IOException {
    Optional<Contender> named =
        Arrays.stream(Contender.values())
            .filter(contender -> args.length > 0 && contender.name().equals(args[0]))
            .findFirst();
    Contender contender = named.orElse(Contender.TOPK);
    int folderAt = named.isPresent() ? 1 : 0;
    if (args.length == folderAt) {
      GroundTruth truth = new GroundTruth(WIDTH, DIRECTIONS, 1234);
      run(contender, truth.tokens(2_097_152, 1), truth.tokens(65_536, 2), truth.directions());
    } else {
      Path folder = Path.of(args[folderAt]);
      try (NpySource train = new NpySource(folder, "train", WIDTH);
          NpySource eval = new NpySource(folder, "eval", WIDTH)) {
        run(
            contender,
            train,
            eval,
            new KnownDirections(
                WIDTH,
                NpySource.floats(folder.resolve("directions.npy")),
                NpySource.bytes(folder.resolve("direction_modality.npy"))));
      }
    }
  }

  /** The settings of the protocol; what it leaves open is the library's default but for AuxK. */
  static Trainer trainer() {
    // The protocol sees 4.2 M tokens: with the default of 10 M no latent would ever count as dead.
    return Saev.trainer()
        .latents(4096)
        .k(16)
        .steps(STEPS)
        .batchTokens(BATCH)
        .learningRate(4e-4)
        .warmupSteps(100)
        .decay(LearningRateDecay.CONSTANT)
        .auxK(AuxK.DEFAULT.deadAfterTokens(Long.getLong("deadAfterTokens", 262_144)))
        .seed(Long.getLong("seed", 0));
  }

  private static void run(
      Contender contender,
      ActivationSource train,
      ActivationSource eval,
      KnownDirections directions) {
    long start = System.nanoTime();
    Trainer trainer = contender.applyTo(trainer()).listener(Quality::print);
    try (SparseAutoencoder sae = trainer.train(train)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      Evaluation evaluation = Saev.encode(eval, sae).evaluate();
      Reconstruction all = evaluation.all();
      KnownDirections.Recovery recovery = directions.recovery(sae);
      System.out.printf(
          Locale.ROOT,
          "%n%s: FVU %.4f (text %.4f, image %.4f), L0 %.2f, dead %.1f %%%n"
              + "mean max cosine %.4f (shared %.3f, text %.3f, image %.3f), found %.1f %%%n"
              + "trained in %.0f s%n",
          contender,
          all.fvu(),
          evaluation.byModality().get(Modality.TEXT).fvu(),
          evaluation.byModality().get(Modality.IMAGE).fvu(),
          all.l0(),
          100.0 * all.deadLatents() / sae.latents(),
          recovery.all(),
          recovery.shared(),
          recovery.text(),
          recovery.image(),
          100 * recovery.found(),
          seconds);
    }
  }

  private static void print(org.saev.training.TrainingProgress p) {
    if (p.step() % 128 == 0) {
      System.out.printf(
          Locale.ROOT,
          "step %d of %d: FVU %.4f, L0 %.1f, dead %d, %.0f tokens/s, %d s left%n",
          p.step(),
          p.totalSteps(),
          p.fvu(),
          p.l0(),
          p.deadLatents(),
          p.tokensPerSecond(),
          p.remaining().toSeconds());
    }
  }
}

package org.saev.examples.pictograms.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Modality;
import org.saev.sae.SparseAutoencoder;
import org.saev.training.AuxK;
import org.saev.training.LearningRateDecay;
import org.saev.training.TokenSelection;
import org.saev.training.TrainingProgress;

/**
 * The two autoencoders that the paper compares, of the same size and trained on as many tokens.
 *
 * @param saeV "SAE-V", trained on image and text tokens
 * @param sae "SAE", trained on text tokens only
 * @param steps how the training of SAE-V went
 */
public record Autoencoders(
    SparseAutoencoder saeV, SparseAutoencoder sae, List<TrainingProgress> steps)
    implements AutoCloseable {

  private static final int BATCH_TOKENS = 4096;

  /** Higher than the default, which is for runs of many more steps. */
  private static final double LEARNING_RATE = 1e-3;

  private static final double WARMUP_SHARE = 0.1;

  /** A latent is dead after this share of the training without firing. */
  private static final double DEAD_SHARE = 0.1;

  /**
   * Trains both.
   *
   * @param settings their sizes
   * @param reference what they are trained on
   * @param progress is told how it goes
   * @return the trained autoencoders
   */
  public static Autoencoders train(
      JobSettings settings, ActivationSource reference, Progress progress) {
    List<TrainingProgress> steps = new ArrayList<>();
    SparseAutoencoder saeV =
        train("training SAE-V", TokenSelection.ORDINARY, settings, reference, progress, steps);
    return new Autoencoders(saeV, trainSae(settings, reference, progress), steps);
  }

  /**
   * Trains the text-only one alone.
   *
   * @param settings its sizes
   * @param reference what it is trained on; may be of captions without pictures
   * @param progress is told how it goes
   * @return the trained autoencoder
   */
  public static SparseAutoencoder trainSae(
      JobSettings settings, ActivationSource reference, Progress progress) {
    TokenSelection text = TokenSelection.of(Modality.TEXT);
    return train("training SAE", text, settings, reference, progress, new ArrayList<>());
  }

  /**
   * Trains SAE-V alone.
   *
   * @param settings its size
   * @param source what it is trained on
   * @param progress is told how it goes
   * @return the trained autoencoder
   */
  public static SparseAutoencoder saeV(
      JobSettings settings, ActivationSource source, Progress progress) {
    return train(
        "training SAE-V", TokenSelection.ORDINARY, settings, source, progress, new ArrayList<>());
  }

  private static SparseAutoencoder train(
      String stage,
      TokenSelection tokens,
      JobSettings settings,
      ActivationSource reference,
      Progress progress,
      List<TrainingProgress> steps) {
    progress.begin(stage, "steps");
    long trainingTokens = (long) settings.steps() * BATCH_TOKENS;
    SparseAutoencoder trained =
        Saev.trainer()
            .latents(settings.latents())
            .k(settings.k())
            .steps(settings.steps())
            .batchTokens(BATCH_TOKENS)
            .tokens(tokens)
            .learningRate(LEARNING_RATE)
            .warmupSteps((int) (WARMUP_SHARE * settings.steps()))
            .decay(LearningRateDecay.LINEAR_LAST_FIFTH)
            .auxK(AuxK.DEFAULT.deadAfterTokens((long) Math.ceil(DEAD_SHARE * trainingTokens)))
            .seed(settings.trainingSeed())
            .listener(
                step -> {
                  steps.add(step);
                  progress.at(step.step(), step.totalSteps(), describe(step));
                })
            .train(reference);
    progress.end(describe(steps.get(steps.size() - 1)));
    return trained;
  }

  private static String describe(TrainingProgress step) {
    return String.format(
        Locale.ROOT,
        "FVU %.4f, L0 %.1f, %d dead latents",
        step.fvu(),
        step.l0(),
        step.deadLatents());
  }

  @Override
  public void close() {
    saeV.close();
    sae.close();
  }
}

package org.saev.internal.training;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.training.AuxK;
import org.saev.training.Trainer;

/** A small training that can also be run, and killed, as a process of its own. */
final class TrainingProgram {

  static final int STEPS = 2000;
  static final int BATCH = 64;

  private static final int WIDTH = 16;
  private static final int DIRECTIONS = 24;

  private TrainingProgram() {}

  public static void main(String[] args) {
    trainer()
        .checkpoints(Path.of(args[0]), 250)
        .listener(progress -> System.out.println("step " + progress.step()))
        .train(data());
  }

  static Trainer trainer() {
    return Saev.trainer()
        .latents(48)
        .k(4)
        .steps(STEPS)
        .batchTokens(BATCH)
        .shuffleBufferTokens(512)
        .learningRate(3e-3)
        .warmupSteps(20)
        .auxK(AuxK.DEFAULT.deadAfterTokens(4000))
        .seed(1);
  }

  /**
   * Tokens made of two or three of 24 directions, 8 of them for patches only and 8 for text only.
   */
  static ActivationSource data() {
    SplittableRandom random = new SplittableRandom(5);
    float[] directions = new float[DIRECTIONS * WIDTH];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = (float) random.nextGaussian();
    }
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < 120; e++) {
      TokenSequence tokens =
          TokenSequence.builder().patches(PatchGrid.of(3, 3)).textTokens(8).build();
      float[] rows = new float[tokens.size() * WIDTH];
      for (int t = 0; t < tokens.size(); t++) {
        for (int active = 0; active < 2 + t % 2; active++) {
          int direction = random.nextInt(16) + (tokens.isPatch(t) ? 0 : 8);
          for (int i = 0; i < WIDTH; i++) {
            rows[t * WIDTH + i] +=
                directions[direction * WIDTH + i] * (float) (0.5 + random.nextDouble());
          }
        }
      }
      examples.add(Example.of("e" + e, tokens, FloatBuffer.wrap(rows)));
    }
    return ActivationSource.of(examples);
  }
}

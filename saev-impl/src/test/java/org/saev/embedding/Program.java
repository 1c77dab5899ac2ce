package org.saev.embedding;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.saev.DeviceUnavailableException;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;
import org.saev.method.CrossModalFit;
import org.saev.method.Scorers;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;

/** Trains, fits, scores, filters, saves and loads on a device. */
final class Program {

  private Program() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    ActivationSource source = source();
    try (SparseAutoencoder sae =
        Saev.trainer()
            .latents(32)
            .k(4)
            .steps(20)
            .batchTokens(64)
            .warmupSteps(2)
            .device(args[1])
            .train(source)) {
      sae.save(folder.resolve("sae"));
      try (SparseAutoencoder loaded = Saev.load(folder.resolve("sae"), args[1])) {
        var weights = Saev.encode(source, loaded).fit(CrossModalFit.rankPaired());
        Scores scores = Saev.encode(source, loaded).score("cosine", Scorers.cosine(weights));
        int kept = DataFilter.top(0.5).apply(scores, "cosine").kept().size();
        System.out.println("scored " + scores.size() + ", kept " + kept);
      }
    } catch (DeviceUnavailableException e) {
      System.out.println(e.getMessage());
    }
  }

  private static ActivationSource source() {
    SplittableRandom random = new SplittableRandom(1);
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < 40; e++) {
      TokenSequence tokens =
          TokenSequence.builder().patches(PatchGrid.of(3, 3)).textTokens(7).build();
      float[] rows = new float[16 * 8];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (float) random.nextGaussian();
      }
      examples.add(Example.of("e" + e, tokens, FloatBuffer.wrap(rows)));
    }
    return ActivationSource.of(examples);
  }
}

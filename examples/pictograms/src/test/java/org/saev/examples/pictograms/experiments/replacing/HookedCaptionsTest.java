package org.saev.examples.pictograms.experiments.replacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.Extras;
import org.saev.examples.pictograms.evaluation.WordAccuracy;
import org.saev.examples.pictograms.evaluation.WordOutcome;
import org.saev.examples.pictograms.job.Capture;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.SceneRenderer;

/** The three ways to the loss of a caption agree. */
class HookedCaptionsTest {

  private static final int LAYER = 2;
  private static final float CLOSE = 1e-4f;

  @Test
  void losses_ofTheOwnActivations_areThoseOfTheModel() throws IOException {
    List<Pair> pairs = Pairs.heldOut(6, 9, new SceneRenderer());
    try (TrainedModels models = TrainedModels.load(Path.of("weights"))) {
      List<Example> seen = new Capture(models, LAYER).examples(pairs);
      List<WordOutcome> outcomes =
          new WordAccuracy()
              .outcomes(new Inference(models.model()), pairs.stream().map(Pair::example).toList());
      check(new HookedCaptions(models.model(), LAYER, pairs), seen, models.model(), pairs);
      for (int i = 0; i < pairs.size(); i++) {
        double mean = outcomes.get(i).loss() / outcomes.get(i).tokens();
        assertThat(mean)
            .isCloseTo(
                seen.get(i).extra(Extras.LOSS_CONDITIONED).orElseThrow()[0],
                within((double) CLOSE));
      }
      try (ActivationSource captions = TextCapture.of(models.base(), LAYER, pairs)) {
        List<Example> read = captions.examples().toList();
        check(new HookedCaptions(models.base(), LAYER, pairs), read, models.base(), pairs);
      }
    }
  }

  private static void check(
      HookedCaptions hooked, List<Example> examples, VisionLanguageModel model, List<Pair> pairs) {
    boolean seeing = model.config().vision();
    Batch batch =
        Batch.of(
            new Vocabulary(),
            seeing ? pairs.stream().map(pair -> pair.example().picture()).toList() : null,
            pairs.stream().map(pair -> pair.example().caption()).toList());
    float[] expected = new Inference(model).losses(batch);
    List<float[]> losses =
        hooked.losses(examples, examples.stream().map(Example::activations).toList());
    for (int i = 0; i < examples.size(); i++) {
      int words = pairs.get(i).example().caption().words().size();
      float[] own = losses.get(i);
      int first = own.length - words;
      for (int token = 0; token < first; token++) {
        assertThat(own[token]).isNaN();
      }
      float[] alone = hooked.losses(examples.get(i), examples.get(i).activations());
      for (int word = 0; word < words; word++) {
        float loss = expected[i * batch.length() + word];
        assertThat(own[first + word]).isCloseTo(loss, within(CLOSE));
        assertThat(alone[first + word]).isCloseTo(loss, within(CLOSE));
      }
    }
  }
}

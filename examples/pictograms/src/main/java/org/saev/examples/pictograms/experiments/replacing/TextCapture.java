package org.saev.examples.pictograms.experiments.replacing;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.saev.activations.ActivationSource;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;

/** The residual stream of the text-only stage on captions, in memory. */
final class TextCapture {

  private static final int BATCH = 64;

  private TextCapture() {}

  /**
   * Captures captions.
   *
   * @param base the text-only stage
   * @param layer whose residual stream is captured
   * @param pairs whose captions; their pictures aren't looked at
   * @return one example a pair: {@code <begin>} and the words
   */
  static ActivationSource of(VisionLanguageModel base, int layer, List<Pair> pairs) {
    Vocabulary vocabulary = new Vocabulary();
    Inference inference = new Inference(base);
    int width = base.config().width();
    List<Example> examples = new ArrayList<>(pairs.size());
    for (int from = 0; from < pairs.size(); from += BATCH) {
      List<Pair> part = pairs.subList(from, Math.min(from + BATCH, pairs.size()));
      List<Caption> captions = part.stream().map(pair -> pair.example().caption()).toList();
      Batch batch = Batch.of(vocabulary, null, captions);
      float[] residual = inference.capture(batch, layer).residual();
      for (int i = 0; i < part.size(); i++) {
        TokenSequence tokens =
            TokenSequence.builder()
                .special("<begin>")
                .text(captions.get(i).tokens().toArray(String[]::new))
                .build();
        float[] own = new float[tokens.size() * width];
        System.arraycopy(residual, i * batch.length() * width, own, 0, own.length);
        examples.add(
            Example.builder(part.get(i).id())
                .tokens(tokens)
                .activations(FloatBuffer.wrap(own))
                .build());
      }
    }
    return ActivationSource.of(examples);
  }
}

package org.saev.examples.pictograms.experiments.replacing;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.saev.activations.Example;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.method.evaluation.HookedModel;

/**
 * The small model, of either stage, with its residual stream after one layer replaced. The loss of
 * a word is that of its token; the end of the caption is no token of the examples, so its loss
 * doesn't count.
 */
final class HookedCaptions implements HookedModel {

  private final Inference inference;
  private final int width;
  private final boolean seeing;
  private final int layer;
  private final Map<String, Pair> pairs;
  private final Vocabulary vocabulary = new Vocabulary();

  HookedCaptions(VisionLanguageModel model, int layer, List<Pair> pairs) {
    this.inference = new Inference(model);
    this.width = model.config().width();
    this.seeing = model.config().vision();
    this.layer = layer;
    this.pairs = pairs.stream().collect(Collectors.toMap(Pair::id, Function.identity()));
  }

  @Override
  public float[] losses(Example example, FloatBuffer activations) {
    return losses(List.of(example), List.of(activations)).get(0);
  }

  @Override
  public List<float[]> losses(List<Example> examples, List<FloatBuffer> activations) {
    List<Pair> asked = examples.stream().map(example -> pairs.get(example.id())).toList();
    List<Caption> captions = asked.stream().map(pair -> pair.example().caption()).toList();
    Batch batch =
        Batch.of(
            vocabulary,
            seeing ? asked.stream().map(pair -> pair.example().picture()).toList() : null,
            captions);
    // What fills the batch up comes after the words, which don't look at it: 0 does.
    int stride = Inference.tokens(batch) * width;
    float[] residual = new float[batch.size() * stride];
    for (int i = 0; i < activations.size(); i++) {
      FloatBuffer own = activations.get(i).duplicate();
      own.get(residual, i * stride, own.remaining());
    }
    float[] losses = inference.lossesReplacing(batch, layer, residual);
    List<float[]> byToken = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      float[] own = new float[examples.get(i).tokens().size()];
      Arrays.fill(own, Float.NaN);
      // Nothing predicts the patches and <begin>.
      int words = captions.get(i).words().size();
      System.arraycopy(losses, i * batch.length(), own, own.length - words, words);
      byToken.add(own);
    }
    return byToken;
  }
}

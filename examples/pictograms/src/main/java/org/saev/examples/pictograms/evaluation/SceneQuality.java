package org.saev.examples.pictograms.evaluation;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.VisionLanguageModel;
import org.saev.examples.pictograms.scene.Word;
import org.saev.examples.pictograms.training.Example;

/**
 * How well a model knows the true captions of some scenes, scene by scene, so that intervals over
 * scenes can be computed. Scene {@code i} is entry {@code i} of every array.
 *
 * @param loss summed next-token cross-entropy of the caption, nats
 * @param tokens of the caption, its end included
 * @param right by kind, how many words that the picture determines were chosen right among the
 *     words of their kind
 * @param asked by kind, how many such words there are
 */
public record SceneQuality(
    double[] loss, int[] tokens, Map<Word.Kind, int[]> right, Map<Word.Kind, int[]> asked) {

  /**
   * Measures a model.
   *
   * @param model sees pictures
   * @param examples scenes with true captions
   * @return one entry a scene
   */
  public static SceneQuality of(VisionLanguageModel model, List<Example> examples) {
    List<WordOutcome> outcomes = new WordAccuracy().outcomes(new Inference(model), examples);
    Map<Word.Kind, int[]> right = new EnumMap<>(Word.Kind.class);
    Map<Word.Kind, int[]> asked = new EnumMap<>(Word.Kind.class);
    for (Word.Kind kind : Word.Kind.values()) {
      if (outcomes.stream().anyMatch(outcome -> outcome.asked(kind) > 0)) {
        right.put(kind, outcomes.stream().mapToInt(outcome -> outcome.right(kind)).toArray());
        asked.put(kind, outcomes.stream().mapToInt(outcome -> outcome.asked(kind)).toArray());
      }
    }
    return new SceneQuality(
        outcomes.stream().mapToDouble(WordOutcome::loss).toArray(),
        outcomes.stream().mapToInt(WordOutcome::tokens).toArray(),
        right,
        asked);
  }

  /**
   * The mean loss of some scenes' captions.
   *
   * @param scenes their numbers, some of them several times
   * @return nats a token
   */
  public double meanLoss(int[] scenes) {
    double sum = 0;
    long count = 0;
    for (int scene : scenes) {
      sum += loss[scene];
      count += tokens[scene];
    }
    return sum / count;
  }

  /**
   * The share of right words of a kind in some scenes.
   *
   * @param kind a kind of words
   * @param scenes their numbers, some of them several times
   * @return NaN if no scene has such a word
   */
  public double accuracy(Word.Kind kind, int[] scenes) {
    if (!asked.containsKey(kind)) {
      return Double.NaN;
    }
    long correct = 0;
    long all = 0;
    for (int scene : scenes) {
      correct += right.get(kind)[scene];
      all += asked.get(kind)[scene];
    }
    return (double) correct / all;
  }

  /**
   * The numbers of all scenes.
   *
   * @return 0, 1, 2, ...
   */
  public int[] scenes() {
    return IntStream.range(0, tokens.length).toArray();
  }
}

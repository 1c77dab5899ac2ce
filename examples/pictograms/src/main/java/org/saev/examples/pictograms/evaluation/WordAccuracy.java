package org.saev.examples.pictograms.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.Vocabulary;
import org.saev.examples.pictograms.scene.Caption;
import org.saev.examples.pictograms.scene.Concept;
import org.saev.examples.pictograms.scene.Concepts;
import org.saev.examples.pictograms.scene.IconColor;
import org.saev.examples.pictograms.scene.IconSize;
import org.saev.examples.pictograms.scene.Relation;
import org.saev.examples.pictograms.scene.Word;
import org.saev.examples.pictograms.training.Example;

/**
 * How often the model picks the right word, given the words before it.
 *
 * <p>Counts only words that the picture determines, and lets the model choose among the words of
 * the same kind: whether to mention a size at all, for example, is chance.
 */
public final class WordAccuracy {
  private static final int BATCH = 64;

  private final Vocabulary vocabulary = new Vocabulary();
  private final Map<Word.Kind, int[]> choices = new EnumMap<>(Word.Kind.class);

  /** Prepares the choices of each kind. */
  public WordAccuracy() {
    choices.put(Word.Kind.NAME, ids(Concepts.all().stream().map(Concept::word)));
    choices.put(Word.Kind.COLOR, ids(Arrays.stream(IconColor.values()).map(IconColor::word)));
    choices.put(Word.Kind.SIZE, ids(Arrays.stream(IconSize.values()).map(IconSize::word)));
    Stream<String> relations = Arrays.stream(Relation.values()).map(r -> r.words().get(0));
    choices.put(Word.Kind.RELATION, ids(relations));
  }

  /** The share of right choices by kind; a kind that doesn't occur is missing. */
  Map<Word.Kind, Double> of(Inference inference, List<Example> examples) {
    List<WordOutcome> outcomes = outcomes(inference, examples);
    Map<Word.Kind, Double> accuracy = new EnumMap<>(Word.Kind.class);
    for (Word.Kind kind : choices.keySet()) {
      int right = outcomes.stream().mapToInt(outcome -> outcome.right(kind)).sum();
      int asked = outcomes.stream().mapToInt(outcome -> outcome.asked(kind)).sum();
      if (asked > 0) {
        accuracy.put(kind, (double) right / asked);
      }
    }
    return accuracy;
  }

  /**
   * What the model makes of each caption.
   *
   * @param inference the model
   * @param examples pairs; the caption says which words are right
   * @return one an example
   */
  public List<WordOutcome> outcomes(Inference inference, List<Example> examples) {
    List<WordOutcome> outcomes = new ArrayList<>(examples.size());
    for (int start = 0; start < examples.size(); start += BATCH) {
      List<Example> part = examples.subList(start, Math.min(start + BATCH, examples.size()));
      Batch batch = Example.batch(part, vocabulary);
      float[] logits = inference.logits(batch);
      for (int i = 0; i < part.size(); i++) {
        outcomes.add(outcome(part.get(i).caption(), logits, i * batch.length()));
      }
    }
    return outcomes;
  }

  private WordOutcome outcome(Caption caption, float[] logits, int firstRow) {
    int[] right = new int[Word.Kind.values().length];
    int[] asked = new int[right.length];
    double loss = 0;
    List<Word> words = caption.words();
    for (int t = 0; t < words.size(); t++) {
      Word word = words.get(t);
      int row = (firstRow + t) * vocabulary.size();
      int id = vocabulary.id(word.token());
      loss += loss(logits, row, id);
      if (word.determined()) {
        right[word.kind().ordinal()] += best(logits, row, word.kind()) == id ? 1 : 0;
        asked[word.kind().ordinal()]++;
      }
    }
    loss += loss(logits, (firstRow + words.size()) * vocabulary.size(), Vocabulary.END);
    return new WordOutcome(right, asked, loss, words.size() + 1);
  }

  private double loss(float[] logits, int row, int target) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabulary.size(); id++) {
      highest = Math.max(highest, logits[row + id]);
    }
    double sum = 0;
    for (int id = 0; id < vocabulary.size(); id++) {
      sum += Math.exp(logits[row + id] - highest);
    }
    return highest + Math.log(sum) - logits[row + target];
  }

  private int best(float[] logits, int row, Word.Kind kind) {
    int best = choices.get(kind)[0];
    for (int id : choices.get(kind)) {
      best = logits[row + id] > logits[row + best] ? id : best;
    }
    return best;
  }

  private int[] ids(Stream<String> words) {
    return words.mapToInt(vocabulary::id).toArray();
  }
}

package org.saev.examples.pictograms.evaluation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.saev.examples.pictograms.model.Batch;
import org.saev.examples.pictograms.model.Inference;
import org.saev.examples.pictograms.model.Vocabulary;
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
final class WordAccuracy {
  private static final int BATCH = 64;

  private final Vocabulary vocabulary = new Vocabulary();
  private final Map<Word.Kind, int[]> choices = new EnumMap<>(Word.Kind.class);

  WordAccuracy() {
    choices.put(Word.Kind.NAME, ids(Concepts.all().stream().map(Concept::word)));
    choices.put(Word.Kind.COLOR, ids(Arrays.stream(IconColor.values()).map(IconColor::word)));
    choices.put(Word.Kind.SIZE, ids(Arrays.stream(IconSize.values()).map(IconSize::word)));
    Stream<String> relations = Arrays.stream(Relation.values()).map(r -> r.words().get(0));
    choices.put(Word.Kind.RELATION, ids(relations));
  }

  /** The share of right choices by kind; a kind that doesn't occur is missing. */
  Map<Word.Kind, Double> of(Inference inference, List<Example> examples) {
    Map<Word.Kind, int[]> counts = new EnumMap<>(Word.Kind.class);
    for (int start = 0; start < examples.size(); start += BATCH) {
      List<Example> part = examples.subList(start, Math.min(start + BATCH, examples.size()));
      Batch batch = Example.batch(part, vocabulary);
      float[] logits = inference.logits(batch);
      for (int i = 0; i < part.size(); i++) {
        List<Word> words = part.get(i).caption().words();
        for (int t = 0; t < words.size(); t++) {
          Word word = words.get(t);
          if (word.determined()) {
            int row = (i * batch.length() + t) * vocabulary.size();
            int[] count = counts.computeIfAbsent(word.kind(), kind -> new int[2]);
            count[0] += best(logits, row, word.kind()) == vocabulary.id(word.token()) ? 1 : 0;
            count[1]++;
          }
        }
      }
    }
    Map<Word.Kind, Double> accuracy = new EnumMap<>(Word.Kind.class);
    counts.forEach((kind, count) -> accuracy.put(kind, (double) count[0] / count[1]));
    return accuracy;
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

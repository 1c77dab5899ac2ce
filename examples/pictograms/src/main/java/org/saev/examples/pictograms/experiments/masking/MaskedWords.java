package org.saev.examples.pictograms.experiments.masking;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.saev.examples.pictograms.evaluation.WordOutcome;
import org.saev.examples.pictograms.scene.Word;
import org.saev.method.statistics.Bootstrap;
import org.saev.method.statistics.Interval;
import org.saev.method.statistics.PairedDifference;
import org.saev.method.statistics.RowStatistic;

/**
 * What the model tells of masked pictures. Figures are ratios over words; intervals draw whole
 * scenes.
 *
 * @param whole of the whole pictures, one a scene
 * @param byChoice by the score that chose the patches: [share][scene]
 */
record MaskedWords(WordOutcome[] whole, Map<String, WordOutcome[][]> byChoice) {

  private static final Bootstrap BOOTSTRAP = Bootstrap.DEFAULT;

  List<String> choices() {
    return List.copyOf(byChoice.keySet());
  }

  Interval wholeAccuracy() {
    return BOOTSTRAP.of(whole.length, accuracy(whole));
  }

  Interval wholeAccuracy(Word.Kind kind) {
    return BOOTSTRAP.of(whole.length, accuracy(whole, kind));
  }

  Interval wholeLoss() {
    return BOOTSTRAP.of(whole.length, loss(whole));
  }

  Interval accuracy(String choice, int share) {
    return BOOTSTRAP.of(whole.length, accuracy(byChoice.get(choice)[share]));
  }

  Interval accuracy(String choice, int share, Word.Kind kind) {
    return BOOTSTRAP.of(whole.length, accuracy(byChoice.get(choice)[share], kind));
  }

  Interval loss(String choice, int share) {
    return BOOTSTRAP.of(whole.length, loss(byChoice.get(choice)[share]));
  }

  /** The accuracy of the first choice less that of the second. */
  PairedDifference compare(String first, String second, int share) {
    return BOOTSTRAP.compare(
        whole.length, accuracy(byChoice.get(first)[share]), accuracy(byChoice.get(second)[share]));
  }

  private static RowStatistic accuracy(WordOutcome[] outcomes) {
    return ratio(outcomes, WordOutcome::right, WordOutcome::asked);
  }

  private static RowStatistic accuracy(WordOutcome[] outcomes, Word.Kind kind) {
    return ratio(outcomes, outcome -> outcome.right(kind), outcome -> outcome.asked(kind));
  }

  private static RowStatistic loss(WordOutcome[] outcomes) {
    return ratio(outcomes, WordOutcome::loss, WordOutcome::tokens);
  }

  private static RowStatistic ratio(
      WordOutcome[] outcomes,
      ToDoubleFunction<WordOutcome> part,
      ToDoubleFunction<WordOutcome> whole) {
    double[] parts = Arrays.stream(outcomes).mapToDouble(part).toArray();
    double[] wholes = Arrays.stream(outcomes).mapToDouble(whole).toArray();
    return rows -> {
      double sum = 0;
      double total = 0;
      for (int row : rows) {
        sum += parts[row];
        total += wholes[row];
      }
      return total == 0 ? Double.NaN : sum / total;
    };
  }
}

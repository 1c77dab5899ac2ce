package org.saev.method.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.saev.activations.Example;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;

/** For each example the number of its labels and the sum of their losses in each run. */
final class LossSums {

  private final List<String> runs;
  private final List<double[]> sums = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final List<String> unlabelled = new ArrayList<>();
  private long examples;

  LossSums(List<String> runs) {
    this.runs = runs;
  }

  long examples() {
    return examples;
  }

  /** Takes the losses of one example, one array a run. */
  void add(Example example, List<float[]> losses) {
    examples++;
    double[] sum = new double[runs.size()];
    int count = 0;
    for (int run = 0; run < sum.length; run++) {
      float[] values = losses.get(run);
      if (values.length != example.tokens().size()) {
        throw new IllegalArgumentException(
            example + " must have one loss a token, but the model gave " + values.length);
      }
      int found = 0;
      for (int token = 0; token < values.length; token++) {
        if (isLabel(example, token) && !Float.isNaN(values[token])) {
          if (Float.isInfinite(values[token])) {
            throw new IllegalArgumentException(
                example
                    + ", run "
                    + runs.get(run)
                    + ": the loss of token "
                    + token
                    + " is infinite, so no mean can be taken");
          }
          found++;
          sum[run] += values[token];
        }
      }
      if (run > 0 && found != count) {
        throw new IllegalArgumentException(
            example
                + " has "
                + count
                + " losses in run "
                + runs.get(0)
                + ", but "
                + found
                + " in run "
                + runs.get(run));
      }
      count = found;
    }
    if (count == 0) {
      unlabelled.add(example.id());
    } else {
      sums.add(sum);
      labels.add(count);
    }
  }

  /** Text of any role but padding: image tokens, newlines and padding have no label. */
  private static boolean isLabel(Example example, int token) {
    return example.tokens().modality(token) == Modality.TEXT
        && example.tokens().role(token) != TokenRole.PADDING;
  }

  LossTable table() {
    if (sums.isEmpty()) {
      throw new IllegalArgumentException(
          "none of " + examples + " examples has a text token with a loss");
    }
    return new LossTable(
        runs,
        labels.stream().mapToInt(Integer::intValue).toArray(),
        sums.toArray(double[][]::new),
        unlabelled);
  }
}

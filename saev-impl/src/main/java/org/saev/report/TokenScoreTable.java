package org.saev.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collector;
import org.saev.method.TokenScorer;
import org.saev.scoring.EncodedExample;

/**
 * The scores of the tokens of all examples, for the patch masks of a report: 4 bytes a token.
 * Immutable.
 *
 * <pre>{@code
 * TokenScoreTable patches =
 *     Saev.encode(source, sae).collect(TokenScoreTable.collector(TokenScorers.cosine(weights)));
 * }</pre>
 */
public final class TokenScoreTable {

  private final Map<String, float[]> scores;

  private TokenScoreTable(Map<String, float[]> scores) {
    this.scores = scores;
  }

  /**
   * Collects the scores that a scorer gives.
   *
   * @param scorer scores each token
   * @return for {@link org.saev.scoring.EncodedPass#collect}
   */
  public static Collector<EncodedExample, ?, TokenScoreTable> collector(TokenScorer scorer) {
    Objects.requireNonNull(scorer, "scorer");
    return Collector.of(
        HashMap<String, float[]>::new,
        (map, example) -> map.put(example.id(), narrow(scorer.scores(example))),
        (a, b) -> {
          a.putAll(b);
          return a;
        },
        TokenScoreTable::new,
        Collector.Characteristics.UNORDERED);
  }

  /**
   * Finds the scores of an example.
   *
   * @param id its name
   * @return one score a token, NaN for tokens that can't be scored; empty for an unknown example
   */
  public Optional<double[]> scores(String id) {
    return Optional.ofNullable(scores.get(id)).map(TokenScoreTable::widen);
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}

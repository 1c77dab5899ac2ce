package org.saev.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilterTest {

  private static final double NAN = Double.NaN;

  /** Many ties, zeros of both signs, infinities and NaN. */
  @Provide
  Arbitrary<Double[]> scores() {
    return Arbitraries.of(
            NAN, 0.0, -0.0, 1.0, 1.0, 2.0, -1.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
        .array(Double[].class)
        .ofMaxSize(30);
  }

  @Property(tries = 500)
  void top_keepsWhatRepeatedChoiceOfTheBestKeeps(
      @ForAll("scores") Double[] given, @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double[] scores = Tables.column(given);

    Selection selection =
        DataFilter.top(share).unscored(UnscoredPolicy.DROP).apply(Tables.of(scores), "s");

    Set<Integer> expected = slowTop(scores, share);
    assertThat(selection.kept()).isEqualTo(expected.stream().map(String::valueOf).toList());
  }

  @Property(tries = 300)
  void everyExample_isEitherKeptOrDropped(
      @ForAll("scores") Double[] given,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share,
      @ForAll boolean keepUnscored) {
    Scores scores = Tables.of(Tables.column(given));
    UnscoredPolicy policy = keepUnscored ? UnscoredPolicy.KEEP : UnscoredPolicy.DROP;

    Selection selection = DataFilter.top(share).unscored(policy).apply(scores, "s");

    List<String> all = new ArrayList<>(selection.kept());
    all.addAll(selection.dropped());
    assertThat(all).containsExactlyInAnyOrderElementsOf(Tables.ids(given.length));
    assertThat(selection.unscored()).hasSize(scores.unscored("s"));
    assertThat(keepUnscored ? selection.kept() : selection.dropped())
        .containsAll(selection.unscored());
  }

  @Test
  void top_ofEqualScores_keepsTheEarlierOnes() {
    Selection selection = DataFilter.top(0.5).apply(Tables.of(1, 2, 2, 2, 1, 2), "s");

    assertThat(selection.kept()).containsExactly("1", "2", "3");
    assertThat(selection.dropped()).containsExactly("0", "4", "5");
    assertThat(selection.lowestKept()).isEqualTo(2);
  }

  @Test
  void top_takesZerosOfBothSignsForEqual() {
    assertThat(DataFilter.top(0.5).apply(Tables.of(-0.0, 0.0), "s").kept()).containsExactly("0");
    assertThat(DataFilter.top(0.5).apply(Tables.of(0.0, -0.0), "s").kept()).containsExactly("0");
  }

  @Test
  void top_isAShareOfThoseThatCanBeScored() {
    Selection selection =
        DataFilter.top(0.5).unscored(UnscoredPolicy.KEEP).apply(Tables.of(NAN, 3, NAN, 1), "s");

    assertThat(selection.kept()).containsExactly("0", "1", "2");
    assertThat(selection.dropped()).containsExactly("3");
    assertThat(selection.unscored()).containsExactly("0", "2");
  }

  @Test
  void top_ofTooFew_keepsNone() {
    Selection selection = DataFilter.top(0.1).apply(Tables.of(1, 2), "s");

    assertThat(selection.kept()).isEmpty();
    assertThat(selection.lowestKept()).isNaN();
  }

  @Test
  void atLeast_keepsTheThresholdItself() {
    Selection selection = DataFilter.atLeast(2).apply(Tables.of(1, 2, 3, 1.9), "s");

    assertThat(selection.kept()).containsExactly("1", "2");
    assertThat(selection.lowestKept()).isEqualTo(2);
  }

  @Test
  void unscored_isRefusedByDefault_withTheCount() {
    assertThatThrownBy(() -> DataFilter.top(1).apply(Tables.of(NAN, 1, NAN), "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 of 3 examples have no score 's'; choose unscored(KEEP) or unscored(DROP)");
  }

  @Test
  void unscored_changesACopy() {
    DataFilter refuses = DataFilter.atLeast(0);
    refuses.unscored(UnscoredPolicy.DROP);

    assertThatThrownBy(() -> refuses.apply(Tables.of(NAN), "s"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.01, Double.NaN})
  void top_outOfRange_isRefused(double share) {
    assertThatThrownBy(() -> DataFilter.top(share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share must lie in (0, 1], but was " + share);
  }

  @Test
  void atLeast_nan_isRefused() {
    assertThatThrownBy(() -> DataFilter.atLeast(NAN))
        .hasMessage("the threshold must be a number, but was NaN");
  }

  @Test
  void apply_toAColumnThatIsNotThere_isRefused() {
    assertThatThrownBy(() -> DataFilter.top(1).apply(Tables.of(1), "t"))
        .hasMessage("there is no score 't', only [s]");
  }

  @Test
  void apply_toIdsThatAreNotUnique_isRefused() {
    Scores scores = Scores.of(List.of("a", "b", "a"), Map.of("s", new double[3]));

    assertThatThrownBy(() -> DataFilter.top(1).apply(scores, "s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "two examples have the id 'a', so what is kept can't be told by it; ids must be unique"
                + " in a source");
  }

  /** Takes the best, the first of equals, as often as it takes. */
  private static Set<Integer> slowTop(double[] scores, double share) {
    long scored = java.util.Arrays.stream(scores).filter(score -> !Double.isNaN(score)).count();
    Set<Integer> kept = new TreeSet<>();
    for (long left = Math.round(share * scored); left > 0; left--) {
      int best = -1;
      for (int row = 0; row < scores.length; row++) {
        boolean free = !Double.isNaN(scores[row]) && !kept.contains(row);
        if (free && (best < 0 || scores[row] > scores[best])) {
          best = row;
        }
      }
      kept.add(best);
    }
    return kept;
  }

  @Property(tries = 300)
  void quantiles_areWhatTheTopOfOneShareHasBeyondTheTopOfAnother(
      @ForAll("scores") Double[] given,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double low,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double high) {
    double[] scores = Tables.column(given);
    if (low >= high) {
      assertThatThrownBy(() -> DataFilter.quantiles(low, high)).hasMessageContaining("ascend");
      return;
    }

    List<String> kept =
        DataFilter.quantiles(low, high)
            .unscored(UnscoredPolicy.DROP)
            .apply(Tables.of(scores), "s")
            .kept();

    Set<Integer> expected = new TreeSet<>(slowTop(scores, 1 - low));
    expected.removeAll(slowTop(scores, 1 - high));
    assertThat(kept).isEqualTo(expected.stream().map(String::valueOf).toList());
  }

  @Test
  void quantiles_byHand() {
    Scores scores = Tables.of(5, 1, 4, 2, 3, 0, 9, 8, 7, 6);
    assertThat(DataFilter.quantiles(0.3, 0.8).apply(scores, "s").kept())
        .containsExactly("0", "2", "4", "8", "9");
    assertThat(DataFilter.quantiles(0, 1).apply(scores, "s").dropped()).isEmpty();
    for (double bad : new double[] {-0.1, 1, NAN}) {
      assertThatThrownBy(() -> DataFilter.quantiles(bad, 1)).hasMessageContaining("[0, 1]");
    }
  }

  /** Each class by itself is an unstratified filter of that class. */
  @Property(tries = 300)
  void stratified_filtersEachClassByItself_andEmptiesNone(
      @ForAll("scores") Double[] given, @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    double[] scores = Tables.column(given);
    Function<String, String> odd = id -> "class " + Integer.parseInt(id) % 3;
    DataFilter filter = DataFilter.top(share).unscored(UnscoredPolicy.KEEP).stratified(odd);

    Selection selection = filter.apply(Tables.of(scores), "s");

    for (int part = 0; part < 3; part++) {
      int remainder = part;
      List<Integer> rows =
          IntStream.range(0, scores.length).filter(i -> i % 3 == remainder).boxed().toList();
      Scores own =
          Scores.of(
              rows.stream().map(String::valueOf).toList(),
              Map.of("s", rows.stream().mapToDouble(row -> scores[row]).toArray()));
      List<String> alone =
          DataFilter.top(share).unscored(UnscoredPolicy.KEEP).apply(own, "s").kept();
      List<String> together =
          selection.kept().stream().filter(id -> Integer.parseInt(id) % 3 == remainder).toList();
      if (rows.stream().allMatch(row -> Double.isNaN(scores[row]))
          || alone.stream().anyMatch(id -> !Double.isNaN(scores[Integer.parseInt(id)]))) {
        assertThat(together).isEqualTo(alone);
      } else {
        assertThat(together).hasSize(alone.size() + 1);
      }
    }
  }

  @Test
  void stratified_belowTheThreshold_keepsTheBestOfTheClass() {
    Scores scores = Tables.of(5, 1, 6, 2, 7, 0);
    Selection selection =
        DataFilter.atLeast(5)
            .stratified(id -> Integer.parseInt(id) % 2 == 0 ? "even" : "odd")
            .apply(scores, "s");
    assertThat(selection.kept()).containsExactly("0", "2", "3", "4");
    assertThat(selection.lowestKept()).isEqualTo(2);
  }

  @Test
  void stratified_whereAClassCantBeScored_saysWhich() {
    Scores scores = Tables.of(1, NAN, 2, NAN);
    DataFilter filter =
        DataFilter.top(0.5).stratified(id -> Integer.parseInt(id) % 2 == 0 ? "even" : "odd");
    assertThatThrownBy(() -> filter.unscored(UnscoredPolicy.DROP).apply(scores, "s"))
        .hasMessageContaining("class 'odd'")
        .hasMessageContaining("unscored(KEEP)");
    assertThat(filter.unscored(UnscoredPolicy.KEEP).apply(scores, "s").kept())
        .containsExactly("1", "2", "3");
    assertThatThrownBy(() -> DataFilter.top(1).stratified(id -> null).apply(Tables.of(1), "s"))
        .hasMessageContaining("example '0' must have a class");
  }
}

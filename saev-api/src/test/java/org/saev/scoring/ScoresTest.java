package org.saev.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.activations.Example;
import org.saev.activations.TokenSequence;
import org.saev.sae.SparseCodes;

class ScoresTest {

  @TempDir Path folder;

  @Test
  void of_keepsRowsAndColumns() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("b", new double[] {1, Double.NaN});
    columns.put("a", new double[] {3, 4});
    Scores scores = Scores.of(List.of("x", "y"), columns);
    columns.get("a")[0] = 9;
    scores.column("a")[1] = 9;

    assertThat(scores.names()).containsExactly("b", "a");
    assertThat(scores.size()).isEqualTo(2);
    assertThat(scores.id(1)).isEqualTo("y");
    assertThat(scores.score("a", 0)).isEqualTo(3);
    assertThat(scores.column("a")).containsExactly(3, 4);
    assertThat(scores.unscored("b")).isEqualTo(1);
    assertThat(scores.unscored("a")).isZero();
    assertThat(scores).hasToString("Scores[2 examples, [b, a]]");
  }

  @Test
  void of_columnsOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> Scores.of(List.of("x", "y"), Map.of("s", new double[3])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column 's' has 3 scores for 2 ids");
  }

  @Test
  void column_thatIsNotThere_isRefused_namingThoseThatAre() {
    assertThatThrownBy(() -> Tables.of(1).column("t"))
        .hasMessage("there is no score 't', only [s]");
    assertThatThrownBy(() -> Tables.of(1).score("", 0)).hasMessageContaining("only [s]");
    assertThatThrownBy(() -> Tables.of(1).unscored("t")).hasMessageContaining("only [s]");
  }

  @Test
  void collector_keepsTheOrderOfScorersAndExamples() {
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put("tokens", e -> e.tokens().size());
    scorers.put("none", e -> Double.NaN);

    Scores scores = Stream.of(encoded("p", 3), encoded("q", 1)).collect(Scores.collector(scorers));

    assertThat(scores.names()).containsExactly("tokens", "none");
    assertThat(scores.id(0)).isEqualTo("p");
    assertThat(scores.column("tokens")).containsExactly(3, 1);
    assertThat(scores.unscored("none")).isEqualTo(2);
  }

  @Test
  void collector_ofManyParts_isThatOfTheWhole() {
    List<EncodedExample> examples = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      examples.add(encoded("e" + i, 1 + i % 7));
    }
    Map<String, AlignmentScorer> scorers = Map.of("tokens", e -> e.tokens().size());

    Scores parallel = examples.parallelStream().collect(Scores.collector(scorers));

    assertThat(parallel.column("tokens"))
        .isEqualTo(examples.stream().collect(Scores.collector(scorers)).column("tokens"));
    assertThat(parallel.id(499)).isEqualTo("e499");
  }

  @Test
  void collector_ofNothing_isRefused_andOfNoExamplesIsEmpty() {
    assertThatThrownBy(() -> Scores.collector(Map.of())).hasMessage("give at least one scorer");
    assertThat(Stream.<EncodedExample>empty().collect(Scores.collector(Map.of("s", e -> 1))).size())
        .isZero();
  }

  @Test
  void writeCsv_leavesMissingScoresEmpty_andQuotesWhatNeedsIt() throws IOException {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("plain", new double[] {0.1, Double.NaN, -0.0});
    columns.put("a,\"b\"", new double[] {1e300, Double.POSITIVE_INFINITY, 3});
    Path file = folder.resolve("new/scores.csv");

    Scores.of(List.of("x", "y,z", "two\nlines"), columns).writeCsv(file);

    assertThat(file)
        .hasContent(
            "id,plain,\"a,\"\"b\"\"\"\nx,0.1,1.0E300\n\"y,z\",,Infinity\n\"two\nlines\",-0.0,3.0");
    assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**.part");
  }

  @Property(tries = 100)
  void writeCsv_canBeReadBack(
      @ForAll @Size(max = 8) List<String> ids,
      @ForAll @UniqueElements @Size(min = 1, max = 3) List<String> names)
      throws IOException {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : names) {
      double[] column = new double[ids.size()];
      for (int row = 0; row < column.length; row++) {
        column[row] = row % 3 == 2 ? Double.NaN : Math.sin(row + columns.size());
      }
      columns.put(name, column);
    }
    Path file = Files.createTempFile("scores", ".csv");
    try {
      Scores.of(ids, columns).writeCsv(file);

      List<List<String>> rows = SlowCsv.parse(Files.readString(file));

      List<String> header = new ArrayList<>(List.of("id"));
      header.addAll(names);
      assertThat(rows.get(0)).isEqualTo(header);
      assertThat(rows).hasSize(ids.size() + 1);
      for (int row = 0; row < ids.size(); row++) {
        assertThat(rows.get(row + 1).get(0)).isEqualTo(ids.get(row));
        for (int c = 0; c < names.size(); c++) {
          String cell = rows.get(row + 1).get(c + 1);
          double score = columns.get(names.get(c))[row];
          assertThat(cell).isEqualTo(Double.isNaN(score) ? "" : Double.toString(score));
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void writeCsv_thatFails_leavesTheOldFile_andNothingElse() throws IOException {
    Path file = folder.resolve("scores.csv");
    Tables.of(1).writeCsv(file);
    // Half a surrogate pair can't be written as UTF-8: the failure comes after the header.
    Scores bad = Scores.of(List.of("ok", "\ud83d"), Map.of("s", new double[2]));

    assertThatThrownBy(() -> bad.writeCsv(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("can't write scores to " + file);

    assertThat(file).hasContent("id,s\n0,1.0");
    assertThat(folder.toFile().list()).containsExactly("scores.csv");
  }

  @Test
  void encodedExample_refusesCodesOfAnotherLength() {
    Example example = encoded("a", 2).example();
    SparseCodes codes = SparseCodes.of(1, new int[2], new int[0], new float[0]);

    assertThatThrownBy(() -> new EncodedExample(example, codes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Example[a, 2 tokens x 1] was given codes of 1 tokens");
  }

  private static EncodedExample encoded(String id, int tokens) {
    return new EncodedExample(
        Example.of(
            id, TokenSequence.builder().textTokens(tokens).build(), FloatBuffer.allocate(tokens)),
        SparseCodes.of(1, new int[tokens + 1], new int[0], new float[0]));
  }
}

package org.saev.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.FormatException;
import org.saev.SaevException;
import org.saev.internal.io.Mutations;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

class ParquetScoresTest {

  @TempDir Path folder;

  @Test
  void scores_comeBackEqualToTheBit() throws IOException {
    int rows = 30_000;
    Random random = new Random(1);
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("cosine, per latent", random.doubles(rows).toArray());
    columns.put("ähnlich.keit", random.longs(rows).mapToDouble(Double::longBitsToDouble).toArray());
    columns.get("cosine, per latent")[7] = Double.NaN;
    columns.get("cosine, per latent")[8] = Double.NEGATIVE_INFINITY;
    columns.get("cosine, per latent")[9] = -0.0;
    List<String> ids = IntStream.range(0, rows).mapToObj(i -> "photo-é" + i).toList();
    Path file = folder.resolve("scores.parquet");
    Files.writeString(file, "is replaced");

    ParquetScores.write(Scores.of(ids, columns), file);
    Scores read = ParquetScores.read(file);

    assertThat(read.names()).containsExactlyElementsOf(columns.keySet());
    assertThat(ParquetScores.readIds(file)).isEqualTo(ids);
    columns.forEach(
        (name, values) ->
            // Which of its bits a NaN has is not kept: it is null in the file.
            assertThat(Arrays.stream(read.column(name)).map(ParquetScoresTest::canonical).toArray())
                .isEqualTo(Arrays.stream(values).map(ParquetScoresTest::canonical).toArray()));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  private static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }

  @Test
  void keptIds_comeBackInOrder() {
    Scores scores = Scores.of(List.of("a", "b", "c", "d"), Map.of("s", new double[] {1, 4, 2, 3}));
    Selection best = DataFilter.top(0.5).apply(scores, "s");
    Path file = folder.resolve("kept.parquet");

    ParquetScores.writeKept(best, file);

    assertThat(ParquetScores.readIds(file)).isEqualTo(best.kept());
    assertThat(ParquetScores.read(file).names()).isEmpty();
  }

  @Test
  void emptyTable_isATable() {
    Path file = folder.resolve("none.parquet");
    ParquetScores.write(Scores.of(List.of(), Map.of("s", new double[0])), file);
    assertThat(ParquetScores.read(file).size()).isZero();
    assertThat(ParquetScores.read(file).names()).containsExactly("s");
  }

  @Test
  void writing_thatFails_leavesWhatWasThere() throws IOException {
    Path file = folder.resolve("scores.parquet");
    Files.writeString(file, "before");
    Scores twice = Scores.of(List.of("a"), Map.of("id", new double[1]));
    assertThatThrownBy(() -> ParquetScores.write(twice, file)).hasMessageContaining("named id");
    Path nowhere = folder.resolve("none/scores.parquet");
    Scores scores = Scores.of(List.of("a"), Map.of("s", new double[1]));
    assertThatThrownBy(() -> ParquetScores.write(scores, nowhere))
        .isInstanceOf(SaevException.class)
        .hasMessageContaining(nowhere.toString());
    assertThat(file).hasContent("before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void damagedFiles_areRefused_orRead() throws IOException {
    Path file = folder.resolve("scores.parquet");
    ParquetScores.write(Scores.of(List.of("a", "b"), Map.of("s", new double[] {1, 2})), file);
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length += 7) {
      Mutations.replace(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> ParquetScores.read(file))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining(file.toString());
    }
  }
}

package org.saev.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeuronpediaExportTest {

  private static final ColoredSquares SQUARES = new ColoredSquares(45);

  @TempDir Path temp;

  @AfterAll
  static void close() {
    SQUARES.close();
  }

  private static NeuronpediaExport export() {
    return NeuronpediaExport.of(SQUARES.atlas, SQUARES.sae, "squares", "saev-res", 3)
        .release("squares-release", "Squares")
        .creator("someone", "Some One")
        .createdAt(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void files_lieWhereTheImportLooks() throws IOException {
    Path folder = export().write(temp);

    assertThat(temp.relativize(folder)).hasToString("squares/3-saev-res");
    JsonObject release = lines(folder.resolve("release.jsonl")).get(0);
    assertThat(release.get("name").getAsString()).isEqualTo("squares-release");
    assertThat(release.get("createdAt").getAsString()).isEqualTo("2026-01-02T03:04:05");
    assertThat(lines(folder.resolve("source.jsonl")).get(0).get("id").getAsString())
        .isEqualTo("3-saev-res");
    assertThat(lines(folder.resolve("model.jsonl"))).hasSize(1);
    assertThat(lines(folder.resolve("sourceset.jsonl"))).hasSize(1);
  }

  @Test
  void features_areAllLatents() throws IOException {
    List<JsonObject> features = lines(export().write(temp).resolve("features/batch-0.jsonl.gz"));

    assertThat(features).hasSize(10);
    JsonObject red = features.get(0);
    assertThat(red.get("index").getAsString()).isEqualTo("0");
    assertThat(red.get("layer").getAsString()).isEqualTo("3-saev-res");
    assertThat(red.get("hookName").getAsString()).isEqualTo("blocks.3.hook_resid_post");
    assertThat(red.get("vector").getAsJsonArray()).hasSize(8);
    assertThat(red.get("frac_nonzero").getAsDouble()).isEqualTo(75.0 / 900, within(1e-4));
    assertThat(sum(red.get("freq_hist_data_bar_heights").getAsJsonArray())).isEqualTo(75);
    assertThat(red.get("maxActApprox").getAsDouble()).isBetween(1.5, 2.0);
    assertThat(red.get("vectorLabel").isJsonNull()).isTrue();
    assertThat(red.get("pos_str").getAsJsonArray()).isEmpty();
  }

  @Test
  void activations_haveAValueATokenAndTheirPeak() throws IOException {
    List<JsonObject> lines = lines(export().write(temp).resolve("activations/batch-0.jsonl.gz"));

    assertThat(lines).extracting(l -> l.get("id").getAsString()).doesNotHaveDuplicates();
    for (JsonObject line : lines) {
      JsonArray tokens = line.get("tokens").getAsJsonArray();
      JsonArray values = line.get("values").getAsJsonArray();
      assertThat(values).hasSameSizeAs(tokens);
      double max = line.get("maxValue").getAsDouble();
      assertThat(values.get(line.get("maxValueTokenIndex").getAsInt()).getAsDouble())
          .isEqualTo(max);
      assertThat(values).allMatch(value -> value.getAsDouble() <= max);
      if (line.get("index").getAsString().equals("0")) {
        assertThat(tokens.asList().stream().map(JsonElement::getAsString))
            .filteredOn(token -> token.startsWith("<patch "))
            .hasSize(4);
        int red = tokens.asList().indexOf(JsonParser.parseString("\" red\""));
        assertThat(values.get(red).getAsDouble()).isGreaterThanOrEqualTo(1);
        assertThat(values.get(red + 1).getAsDouble()).isZero();
      }
    }
  }

  @Test
  void explanations_areTheLabels() throws IOException {
    List<JsonObject> lines = lines(export().write(temp).resolve("explanations/batch-0.jsonl.gz"));

    assertThat(lines)
        .extracting(l -> l.get("index").getAsString() + l.get("description").getAsString())
        .containsExactly("0red", "1green", "2blue");
  }

  @Test
  void names_areChecked() {
    assertThatThrownBy(() -> NeuronpediaExport.of(SQUARES.atlas, SQUARES.sae, "../up", "set", 0))
        .hasMessageContaining("model must be letters");
    assertThatThrownBy(() -> NeuronpediaExport.of(SQUARES.atlas, SQUARES.sae, "m", "set", -1))
        .hasMessage("layer must not be negative, but was -1");
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.api.Assertions.within(value);
  }

  private static long sum(JsonArray numbers) {
    return IntStream.range(0, numbers.size()).mapToLong(i -> numbers.get(i).getAsLong()).sum();
  }

  private static List<JsonObject> lines(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".gz")) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }
}

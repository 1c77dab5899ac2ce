package org.saev.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.saev.CancelledException;
import org.saev.activations.Modality;
import org.saev.atlas.AtlasExample;
import org.saev.atlas.LatentAtlas;

class LatentReportTest {

  private static final ColoredSquares SQUARES = new ColoredSquares(45);

  @TempDir Path temp;

  @AfterAll
  static void close() {
    SQUARES.close();
  }

  @Test
  void folder_holdsWhatTheAtlasKnows() throws IOException {
    Path folder = temp.resolve("report");
    List<Integer> progress = new ArrayList<>();
    SQUARES.report().listener((done, total) -> progress.add(total - done)).writeFolder(folder);

    JsonObject overview = part(folder, "overview").getAsJsonObject();
    assertThat(overview.get("latents").getAsInt()).isEqualTo(10);
    assertThat(overview.get("textTokens").getAsInt()).isEqualTo(180);
    assertThat(overview.get("evaluation").getAsJsonArray()).hasSize(3);
    JsonObject index = part(folder, "index").getAsJsonObject();
    assertThat(index.get("text").getAsJsonArray().get(0).getAsInt()).isEqualTo(15);
    assertThat(index.get("image").getAsJsonArray().get(0).getAsInt()).isEqualTo(60);
    assertThat(index.get("weight").getAsJsonArray().get(3).isJsonNull()).isTrue();
    assertThat(index.get("label").getAsJsonArray().get(2).getAsString()).isEqualTo("blue");
    JsonArray latents = part(folder, "latents/0").getAsJsonArray();
    assertThat(latents).hasSize(10);
    assertThat(latents.get(1).getAsJsonObject().get("image").getAsJsonArray()).hasSize(8);
    JsonArray ids = part(folder, "ids").getAsJsonArray();
    assertThat(ids).hasSize(45);
    assertThat(part(folder, "examples/1").getAsJsonArray()).hasSize(13);
    assertThat(part(folder, "layouts").getAsJsonArray()).hasSize(1);
    assertThat(Files.exists(folder.resolve("images/44-0.png"))).isTrue();
    assertThat(progress).isSortedAccordingTo((a, b) -> b - a).endsWith(0);
    assertThat(Files.exists(temp.resolve("report.part"))).isFalse();
  }

  @Test
  void sameInput_givesTheSameBytes() throws IOException {
    SQUARES.report().writeFolder(temp.resolve("a"));
    SQUARES.report().writeFolder(temp.resolve("b"));
    SQUARES.report().writeFile(temp.resolve("a.html"));
    SQUARES.report().writeFile(temp.resolve("b.html"));

    assertThat(contents(temp.resolve("a"))).isEqualTo(contents(temp.resolve("b")));
    assertThat(temp.resolve("a.html")).hasSameBinaryContentAs(temp.resolve("b.html"));
  }

  @Test
  void hostileText_staysText() throws IOException {
    SQUARES.report().writeFile(temp.resolve("report.html"));

    String page = Files.readString(temp.resolve("report.html"));
    assertThat(page).doesNotContain("<img src=x").contains("&lt;/script&gt;&lt;img src&#x3D;x");
    assertThat(page.split("</script>", -1)).hasSameSizeAs(page.split("<script", -1));
  }

  @Test
  void folderOfOtherFiles_isLeftAlone() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("mine"));
    Files.writeString(folder.resolve("index.html"), "mine");

    assertThatThrownBy(() -> SQUARES.report().writeFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds other files than a report");
    assertThat(folder.resolve("index.html")).hasContent("mine");
    assertThatThrownBy(() -> SQUARES.report().writeFolder(folder.resolve("index.html")))
        .hasMessageContaining("is a file");
  }

  @Test
  void olderReport_isReplaced() throws IOException {
    Path folder = temp.resolve("report");
    SQUARES.report().writeFolder(folder);
    Files.writeString(folder.resolve("images/stale.png"), "old");
    SQUARES.report().writeFolder(folder);

    assertThat(folder.resolve("images/stale.png")).doesNotExist();
    assertThat(folder.resolve("index.html")).exists();
  }

  @Test
  void failure_leavesTheOlderReport() {
    Path folder = temp.resolve("report");
    SQUARES.report().writeFolder(folder);
    LatentReport failing =
        SQUARES
            .report()
            .images(
                (example, image) -> {
                  throw new IOException("no disk");
                });

    assertThatThrownBy(() -> failing.writeFolder(folder)).hasMessageContaining("can't write");
    assertThat(folder.resolve("index.html")).exists();
    assertThat(temp.resolve("report.part")).doesNotExist();
  }

  @Test
  void interrupt_stopsIt() {
    LatentReport report =
        SQUARES.report().listener((done, total) -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> report.writeFile(temp.resolve("report.html")))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("stopped after 1 of");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void commonWord_labelsWhatMostTokensAre() {
    LatentLabeller labeller = LatentLabeller.commonWord();
    LatentAtlas atlas = SQUARES.atlas;

    assertThat(labeller.label(atlas, 1)).contains("green");
    assertThat(labeller.label(atlas, 3)).isEmpty();
    LatentLabeller mixed =
        LatentLabeller.of(Map.of(3, "paper"))
            .orElse(labeller)
            .orElse((a, latent) -> Optional.of("?"));
    assertThat(mixed.label(atlas, 3)).contains("paper");
    assertThat(mixed.label(atlas, 0)).contains("red");
    assertThat(mixed.label(atlas, 9)).contains("?");
  }

  @Test
  void bareReport_needsNothingButTheAtlas() throws IOException {
    LatentReport.of(SQUARES.atlas).writeFolder(temp.resolve("bare"));

    JsonArray examples = part(temp.resolve("bare"), "examples/0").getAsJsonArray();
    assertThat(examples.get(0).getAsJsonObject().get("images").getAsJsonArray().get(0).isJsonNull())
        .isTrue();
    assertThat(SQUARES.atlas.topExamples(0, Modality.IMAGE)).isNotEmpty();
    assertThatThrownBy(() -> LatentReport.of(SQUARES.atlas).imagePixels(4))
        .hasMessage("imagePixels must be 16 to 2048, but was 4");
  }

  @Test
  void tokenScores_areThoseOfTheScorer() {
    TokenScoreTable table =
        org.saev.Saev.encode(SQUARES.source, SQUARES.sae)
            .collect(
                TokenScoreTable.collector(e -> new double[] {e.tokens().size(), Double.NaN, 0.5}));
    AtlasExample example = SQUARES.atlas.examples().get(0);

    assertThat(table.scores(example.id()).orElseThrow()).containsExactly(21, Double.NaN, 0.5);
    assertThat(table.scores("nobody")).isEmpty();
  }

  private static com.google.gson.JsonElement part(Path folder, String name) throws IOException {
    String script = Files.readString(folder.resolve("data").resolve(name + ".js"));
    String call = "saev.data.put(\"" + name + "\", ";
    assertThat(script).startsWith(call).endsWith(");\n");
    return JsonParser.parseString(script.substring(call.length(), script.length() - 3));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            folder.relativize(file).toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}

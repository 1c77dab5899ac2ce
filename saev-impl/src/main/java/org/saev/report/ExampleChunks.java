package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.saev.activations.Modality;
import org.saev.activations.TokenRole;
import org.saev.activations.TokenSequence;
import org.saev.atlas.AtlasExample;
import org.saev.atlas.LatentTrace;
import org.saev.method.PatchScores;

/**
 * Writes what is known of examples: what a latent's page shows of them, many a part, and details,
 * few a part.
 */
final class ExampleChunks {

  static final int SIZE = 32;
  static final int DETAILS_SIZE = 8;

  private final ReportData data;
  private final List<AtlasExample> examples;
  private final Layouts layouts = new Layouts();

  ExampleChunks(ReportData data) {
    this.data = data;
    examples = data.examples;
  }

  int count() {
    return (examples.size() + SIZE - 1) / SIZE;
  }

  int detailsCount() {
    return (examples.size() + DETAILS_SIZE - 1) / DETAILS_SIZE;
  }

  void writeIds(JsonWriter json) throws IOException {
    json.beginArray();
    for (AtlasExample example : examples) {
      json.value(example.id());
    }
    json.endArray();
  }

  /** To be called when all parts are written: they find the layouts. */
  void writeLayouts(JsonWriter json) throws IOException {
    layouts.write(json);
  }

  void write(JsonWriter json, int chunk, Chunks chunks) throws IOException {
    json.beginArray();
    int end = Math.min(examples.size(), (chunk + 1) * SIZE);
    for (int number = chunk * SIZE; number < end; number++) {
      AtlasExample example = examples.get(number);
      json.beginObject().name("id").value(example.id());
      json.name("layout").value(layouts.number(example.tokens()));
      String note = data.notes.get(example.id());
      if (note != null) {
        json.name("note").value(note);
      }
      text(json, example.tokens());
      images(json, number, chunks);
      json.endObject();
    }
    json.endArray();
  }

  /** The text tokens, in three kinds: ordinary (0), special (1), of unknown text (2). */
  private static void text(JsonWriter json, TokenSequence tokens) throws IOException {
    json.name("text").beginArray();
    for (int token = 0; token < tokens.size(); token++) {
      boolean padding = tokens.role(token) == TokenRole.PADDING;
      if (tokens.modality(token) == Modality.TEXT && !padding) {
        String text = tokens.text(token).orElse(null);
        int kind = tokens.role(token) == TokenRole.ORDINARY ? 0 : 1;
        json.beginArray().value(token);
        json.value(text == null ? "" : text).value(text == null ? 2 : kind);
        json.endArray();
      }
    }
    json.endArray();
  }

  private void images(JsonWriter json, int number, Chunks chunks) throws IOException {
    AtlasExample example = examples.get(number);
    int count =
        Math.max(
            example.images().size(),
            example.tokens().grids().stream().mapToInt(grid -> grid.image() + 1).max().orElse(0));
    json.name("images").beginArray();
    for (int image = 0; image < count; image++) {
      BufferedImage pixels = data.images.image(example, image);
      if (pixels == null) {
        json.nullValue();
      } else {
        EncodedImage encoded = Thumbnails.encode(pixels, data.imagePixels);
        json.value(chunks.image(number + "-" + image, encoded));
      }
    }
    json.endArray();
  }

  void writeDetails(JsonWriter json, int chunk) throws IOException {
    json.beginArray();
    int end = Math.min(examples.size(), (chunk + 1) * DETAILS_SIZE);
    for (int number = chunk * DETAILS_SIZE; number < end; number++) {
      AtlasExample example = examples.get(number);
      json.beginObject();
      scores(json, example.id());
      json.name("latents").beginArray();
      for (LatentTrace trace : example.latents()) {
        json.beginArray().value(trace.latent());
        Numbers.write(json, trace.text());
        Numbers.write(json, trace.image());
        LatentChunks.trace(json, trace);
        json.endArray();
      }
      json.endArray();
      patches(json, example);
      json.endObject();
    }
    json.endArray();
  }

  private void scores(JsonWriter json, String id) throws IOException {
    Integer row = data.scoreRows.get(id);
    json.name("scores").beginArray();
    if (row != null) {
      for (String name : data.scores.names()) {
        Numbers.write(json, data.scores.score(name, row));
      }
    }
    json.endArray();
  }

  private void patches(JsonWriter json, AtlasExample example) throws IOException {
    double[] scores =
        data.tokenScores == null ? null : data.tokenScores.scores(example.id()).orElse(null);
    json.name("patches").beginArray();
    if (scores != null) {
      for (PatchScores patches : PatchScores.of(example.tokens(), scores)) {
        json.beginObject().name("image").value(patches.image());
        json.name("rows").value(patches.rows()).name("columns").value(patches.columns());
        json.name("scores").beginArray();
        for (double score : patches.scores()) {
          Numbers.write(json, score);
        }
        json.endArray().endObject();
      }
    }
    json.endArray();
  }
}

package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.saev.activations.Modality;
import org.saev.atlas.ActivationHistogram;
import org.saev.atlas.CoFiring;
import org.saev.atlas.LatentAtlas;
import org.saev.atlas.LatentTrace;
import org.saev.atlas.Neighbour;
import org.saev.atlas.TokenPair;
import org.saev.atlas.TokenPlace;
import org.saev.atlas.TopExample;

/** Writes what is known of latents: one table of all, and details some latents a part. */
final class LatentChunks {

  static final int SIZE = 64;
  private static final int WORDS = 3;

  private final ReportData data;
  private final LatentAtlas atlas;

  LatentChunks(ReportData data) {
    this.data = data;
    atlas = data.atlas;
  }

  int count() {
    return (atlas.latents() + SIZE - 1) / SIZE;
  }

  /** One column a property: a table of 65,536 latents is read in a moment. */
  void writeIndex(JsonWriter json) throws IOException {
    json.beginObject();
    column(json, "text", latent -> atlas.firings(latent, Modality.TEXT));
    column(json, "image", latent -> atlas.firings(latent, Modality.IMAGE));
    column(json, "weight", atlas::weight);
    column(
        json,
        "max",
        latent ->
            Math.max(atlas.maximum(latent, Modality.TEXT), atlas.maximum(latent, Modality.IMAGE)));
    column(json, "monoText", latent -> atlas.monosemanticity(latent, Modality.TEXT));
    column(json, "monoImage", latent -> atlas.monosemanticity(latent, Modality.IMAGE));
    json.name("label").beginArray();
    for (int latent = 0; latent < atlas.latents(); latent++) {
      json.value(data.labeller.label(atlas, latent).orElse(""));
    }
    json.endArray().name("words").beginArray();
    for (int latent = 0; latent < atlas.latents(); latent++) {
      json.value(words(latent));
    }
    json.endArray().endObject();
  }

  private void column(JsonWriter json, String name, Property property) throws IOException {
    json.name(name).beginArray();
    for (int latent = 0; latent < atlas.latents(); latent++) {
      Numbers.write(json, property.of(latent));
    }
    json.endArray();
  }

  private String words(int latent) {
    List<String> words =
        atlas.topTokens(latent, Modality.TEXT).stream()
            .flatMap(place -> place.example().tokens().text(place.token()).stream())
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .filter(text -> !text.isEmpty())
            .distinct()
            .limit(WORDS)
            .toList();
    return String.join(" · ", words);
  }

  void write(JsonWriter json, int chunk) throws IOException {
    json.beginArray();
    int end = Math.min(atlas.latents(), (chunk + 1) * SIZE);
    for (int latent = chunk * SIZE; latent < end; latent++) {
      write(json, latent, atlas.pairs(latent));
    }
    json.endArray();
  }

  private void write(JsonWriter json, int latent, List<TokenPair> pairs) throws IOException {
    json.beginObject();
    top(json, "text", latent, Modality.TEXT);
    top(json, "image", latent, Modality.IMAGE);
    histogram(json, "textHistogram", atlas.histogram(latent, Modality.TEXT));
    histogram(json, "imageHistogram", atlas.histogram(latent, Modality.IMAGE));
    json.name("textExamples").value(atlas.exampleFirings(latent, Modality.TEXT));
    json.name("imageExamples").value(atlas.exampleFirings(latent, Modality.IMAGE));
    json.name("pairs").beginArray();
    for (TokenPair pair : pairs) {
      json.beginArray();
      place(json, pair.text());
      place(json, pair.image());
      Numbers.write(json, pair.cosine());
      json.endArray();
    }
    json.endArray().name("neighbours").beginArray();
    for (Neighbour neighbour : atlas.neighbours(latent)) {
      json.beginArray().value(neighbour.latent());
      Numbers.write(json, neighbour.cosine());
      json.endArray();
    }
    json.endArray().name("coFiring").beginArray();
    for (CoFiring other : atlas.coFiring(latent)) {
      json.beginArray().value(other.latent());
      Numbers.write(json, other.share());
      Numbers.write(json, other.frequency());
      json.endArray();
    }
    json.endArray().endObject();
  }

  private void top(JsonWriter json, String name, int latent, Modality modality) throws IOException {
    json.name(name).beginArray();
    for (TopExample top : atlas.topExamples(latent, modality)) {
      json.beginArray().value(data.number(top.example().id()));
      Numbers.write(json, top.activation());
      trace(json, top.trace());
      json.endArray();
    }
    json.endArray();
  }

  /** Token, activation, token, activation, ... */
  static void trace(JsonWriter json, LatentTrace trace) throws IOException {
    json.beginArray();
    for (int i = 0; i < trace.tokens().length; i++) {
      json.value(trace.tokens()[i]);
      Numbers.write(json, trace.activations()[i]);
    }
    json.endArray();
  }

  private void place(JsonWriter json, TokenPlace place) throws IOException {
    json.value(data.number(place.example().id())).value(place.token());
    Numbers.write(json, place.activation());
  }

  /** The first bin that has a token, then the counts up to the last that has one. */
  private static void histogram(JsonWriter json, String name, ActivationHistogram histogram)
      throws IOException {
    json.name(name).beginArray();
    int first = 0;
    int end = ActivationHistogram.BINS;
    while (end > 0 && histogram.count(end - 1) == 0) {
      end--;
    }
    while (first < end && histogram.count(first) == 0) {
      first++;
    }
    json.value(first);
    for (int bin = first; bin < end; bin++) {
      json.value(histogram.count(bin));
    }
    json.endArray();
  }

  @FunctionalInterface
  private interface Property {
    double of(int latent);
  }
}

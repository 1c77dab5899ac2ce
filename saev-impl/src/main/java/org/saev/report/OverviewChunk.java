package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.saev.activations.Modality;
import org.saev.atlas.ActivationHistogram;
import org.saev.evaluation.Reconstruction;
import org.saev.training.TrainingProgress;

/** Writes what the overview shows, and what all pages need. */
final class OverviewChunk {

  private static final int CURVE_POINTS = 500;

  private final ReportData data;

  OverviewChunk(ReportData data) {
    this.data = data;
  }

  void write(JsonWriter json) throws IOException {
    json.beginObject();
    json.name("title").value(data.title);
    json.name("latents").value(data.atlas.latents());
    json.name("examples").value(data.atlas.exampleCount());
    json.name("keptExamples").value(data.examples.size());
    json.name("textTokens").value(data.atlas.tokenCount(Modality.TEXT));
    json.name("imageTokens").value(data.atlas.tokenCount(Modality.IMAGE));
    json.name("floor");
    Numbers.write(json, data.atlas.floor());
    json.name("latentChunk").value(LatentChunks.SIZE);
    json.name("exampleChunk").value(ExampleChunks.SIZE);
    json.name("detailsChunk").value(ExampleChunks.DETAILS_SIZE);
    json.name("scoreNames").beginArray();
    for (String name : data.scores == null ? List.<String>of() : data.scores.names()) {
      json.value(name);
    }
    json.endArray();
    json.name("filters").value(data.scores != null || !data.filters.isEmpty());
    json.name("edges").beginArray();
    for (int bin = 0; bin <= ActivationHistogram.BINS; bin++) {
      json.value(ActivationHistogram.edge(bin));
    }
    json.endArray();
    facts(json);
    evaluation(json);
    training(json);
    json.name("featured");
    new Featured(data).write(json);
    json.endObject();
  }

  private void facts(JsonWriter json) throws IOException {
    json.name("facts").beginArray();
    for (Map.Entry<String, String> fact : data.facts.entrySet()) {
      json.beginArray().value(fact.getKey()).value(fact.getValue()).endArray();
    }
    json.endArray();
  }

  private void evaluation(JsonWriter json) throws IOException {
    json.name("evaluation").beginArray();
    if (data.evaluation != null) {
      row(json, "all", data.evaluation.all());
      for (Map.Entry<Modality, Reconstruction> entry : data.evaluation.byModality().entrySet()) {
        row(json, entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue());
      }
    }
    json.endArray();
  }

  private static void row(JsonWriter json, String name, Reconstruction figures) throws IOException {
    json.beginObject().name("name").value(name).name("tokens").value(figures.tokens());
    json.name("fvu");
    Numbers.write(json, figures.fvu());
    json.name("l0");
    Numbers.write(json, figures.l0());
    json.name("l1");
    Numbers.write(json, figures.l1());
    json.name("dead").value(figures.deadLatents());
    json.name("dense").value(figures.denseLatents()).endObject();
  }

  private void training(JsonWriter json) throws IOException {
    json.name("training").beginObject();
    column(json, "step", TrainingProgress::step);
    column(json, "fvu", TrainingProgress::fvu);
    column(json, "l0", TrainingProgress::l0);
    column(json, "dead", TrainingProgress::deadLatents);
    column(json, "rate", TrainingProgress::learningRate);
    json.endObject();
  }

  private void column(JsonWriter json, String name, ToDoubleFunction<TrainingProgress> value)
      throws IOException {
    json.name(name).beginArray();
    for (int step : spread(data.training.size(), CURVE_POINTS)) {
      Numbers.write(json, value.applyAsDouble(data.training.get(step)));
    }
    json.endArray();
  }

  /** All indices, or as many, evenly spread, the first and the last among them. */
  static int[] spread(int count, int most) {
    return count <= most
        ? IntStream.range(0, count).toArray()
        : IntStream.range(0, most).map(i -> (int) ((long) i * (count - 1) / (most - 1))).toArray();
  }
}

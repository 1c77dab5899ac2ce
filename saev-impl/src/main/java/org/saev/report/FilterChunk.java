package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.saev.scoring.Selection;

/** Writes the page of data filters: curves, kept and dropped examples, agreement. */
final class FilterChunk {

  private static final int CURVE_POINTS = 400;
  private static final int SHOWN = 24;

  private final ReportData data;

  FilterChunk(ReportData data) {
    this.data = data;
  }

  void write(JsonWriter json) throws IOException {
    json.beginObject().name("curves").beginArray();
    if (data.scores != null) {
      for (String name : data.scores.names()) {
        curve(json, name);
      }
    }
    json.endArray().name("filters").beginArray();
    for (Map.Entry<String, Selection> filter : data.filters.entrySet()) {
      filter(json, filter.getKey(), filter.getValue());
    }
    json.endArray().name("agreement").beginArray();
    for (Selection a : data.filters.values()) {
      json.beginArray();
      for (Selection b : data.filters.values()) {
        Numbers.write(json, a.agreement(b));
      }
      json.endArray();
    }
    json.endArray().endObject();
  }

  private void curve(JsonWriter json, String name) throws IOException {
    double[] sorted =
        Arrays.stream(data.scores.column(name)).filter(s -> !Double.isNaN(s)).sorted().toArray();
    json.beginObject().name("name").value(name);
    json.name("unscored").value(data.scores.unscored(name));
    json.name("rank").beginArray();
    int[] ranks = OverviewChunk.spread(sorted.length, CURVE_POINTS);
    for (int rank : ranks) {
      json.value(rank + 1);
    }
    json.endArray().name("score").beginArray();
    for (int rank : ranks) {
      Numbers.write(json, sorted[sorted.length - 1 - rank]);
    }
    json.endArray().endObject();
  }

  private void filter(JsonWriter json, String name, Selection selection) throws IOException {
    json.beginObject().name("name").value(name);
    json.name("keptCount").value(selection.kept().size());
    json.name("droppedCount").value(selection.dropped().size());
    json.name("unscoredCount").value(selection.unscored().size());
    json.name("lowestKept");
    Numbers.write(json, selection.lowestKept());
    List<String> kept = byScore(name, selection.kept());
    List<String> dropped = byScore(name, selection.dropped());
    examples(json, "best", name, kept.subList(0, Math.min(SHOWN, kept.size())));
    examples(json, "edge", name, kept.subList(Math.max(0, kept.size() - SHOWN), kept.size()));
    Collections.reverse(dropped);
    examples(json, "worst", name, dropped.subList(0, Math.min(SHOWN, dropped.size())));
    json.endObject();
  }

  /** Highest score first; in the order of the source where there is no such score. */
  private List<String> byScore(String name, List<String> ids) {
    List<String> sorted = new ArrayList<>(ids);
    sorted.sort(
        Comparator.comparingDouble(
            (String id) -> {
              double score = score(name, id);
              return Double.isNaN(score) ? Double.POSITIVE_INFINITY : -score;
            }));
    return sorted;
  }

  private double score(String name, String id) {
    Integer row = data.scoreRows.get(id);
    return row != null && data.scores.names().contains(name)
        ? data.scores.score(name, row)
        : Double.NaN;
  }

  private void examples(JsonWriter json, String key, String name, List<String> ids)
      throws IOException {
    json.name(key).beginArray();
    for (String id : ids) {
      json.beginArray().value(id).value(data.number(id));
      Numbers.write(json, score(name, id));
      json.endArray();
    }
    json.endArray();
  }
}

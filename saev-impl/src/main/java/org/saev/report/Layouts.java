package org.saev.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.activations.PatchGrid;
import org.saev.activations.TokenSequence;

/**
 * Where the patches of examples lie. Examples of one model share few layouts, and a layout is few
 * runs of patches from left to right, top to bottom.
 */
final class Layouts {

  /** Patches {@code count} from token {@code token}, from (row, column) of a grid on. */
  private record Run(int token, int count, int grid, int row, int column) {}

  private record Layout(List<PatchGrid> grids, List<Run> runs) {}

  private final Map<Layout, Integer> numbers = new LinkedHashMap<>();

  /** The number of an example's layout. */
  int number(TokenSequence tokens) {
    Layout layout = new Layout(tokens.grids(), runs(tokens));
    return numbers.computeIfAbsent(layout, any -> numbers.size());
  }

  private static List<Run> runs(TokenSequence tokens) {
    List<Run> runs = new ArrayList<>();
    int token = 0;
    while (token < tokens.size()) {
      if (!tokens.isPatch(token)) {
        token++;
        continue;
      }
      int from = token++;
      while (token < tokens.size() && follows(tokens, token)) {
        token++;
      }
      runs.add(
          new Run(from, token - from, tokens.grid(from), tokens.row(from), tokens.column(from)));
    }
    return runs;
  }

  private static boolean follows(TokenSequence tokens, int token) {
    int before = token - 1;
    if (!tokens.isPatch(token) || tokens.grid(token) != tokens.grid(before)) {
      return false;
    }
    int columns = tokens.grids().get(tokens.grid(token)).columns();
    return tokens.row(token) * columns + tokens.column(token)
        == tokens.row(before) * columns + tokens.column(before) + 1;
  }

  void write(JsonWriter json) throws IOException {
    json.beginArray();
    for (Layout layout : numbers.keySet()) {
      json.beginObject().name("grids").beginArray();
      for (PatchGrid grid : layout.grids) {
        json.beginArray().value(grid.image()).value(grid.rows()).value(grid.columns()).endArray();
      }
      json.endArray().name("runs").beginArray();
      for (Run run : layout.runs) {
        json.beginArray()
            .value(run.token)
            .value(run.count)
            .value(run.grid)
            .value(run.row)
            .value(run.column)
            .endArray();
      }
      json.endArray().endObject();
    }
    json.endArray();
  }
}

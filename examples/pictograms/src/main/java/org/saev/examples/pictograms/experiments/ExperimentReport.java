package org.saev.examples.pictograms.experiments;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.saev.examples.pictograms.job.TextTable;

/** Results of experiments for people: as Markdown, and as one HTML file that needs nothing else. */
public final class ExperimentReport {

  private static final String TEMPLATE = "experiments.mustache";

  private ExperimentReport() {}

  /**
   * The tables.
   *
   * @param results finished experiments
   * @return Markdown, with a heading an experiment
   */
  public static String markdown(List<ExperimentResult> results) {
    return results.stream()
        .map(
            result ->
                "## %s%n%n%s%n%nTook %s.".formatted(result.title(), sections(result), time(result)))
        .collect(Collectors.joining("\n\n"));
  }

  private static String sections(ExperimentResult result) {
    return result.sections().stream()
        .map(section -> section.note() + "\n\n" + text(section.table()))
        .collect(Collectors.joining("\n\n"));
  }

  static String html(List<ExperimentResult> results) {
    List<Map<String, Object>> shown = results.stream().map(ExperimentReport::values).toList();
    try (InputStream template = ExperimentReport.class.getResourceAsStream(TEMPLATE)) {
      return Mustache.compiler()
          .compile(new InputStreamReader(template, StandardCharsets.UTF_8))
          .execute(Map.of("experiments", shown));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + TEMPLATE, e);
    }
  }

  private static Map<String, Object> values(ExperimentResult result) {
    return Map.of(
        "name", result.name(),
        "title", result.title(),
        "time", time(result),
        "settings", result.settings().toString(),
        "sections",
            result.sections().stream()
                .map(
                    section ->
                        Map.of(
                            "note", section.note(),
                            "table", text(section.table()),
                            "charts", section.charts().stream().map(ChartDrawing::svg).toList()))
                .toList());
  }

  private static TextTable text(Table table) {
    TextTable text =
        new TextTable(Stream.concat(table.labels().stream(), table.figures().stream()).toList());
    for (Table.Row row : table.rows()) {
      text.row(
          Stream.concat(row.labels().stream(), row.figures().stream().map(Figure::text)).toList());
    }
    return text;
  }

  private static String time(ExperimentResult result) {
    String own = String.format(Locale.ROOT, "%.0f s", result.seconds());
    return result.sharedSeconds() < 1
        ? own
        : String.format(
            Locale.ROOT,
            "%s, and %.0f s to make what experiments share",
            own,
            result.sharedSeconds());
  }
}

package org.saev.examples.pictograms.job;

import com.samskivert.mustache.Mustache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** The main job's result as one HTML file that needs nothing else. */
final class HtmlReport {

  private static final String TEMPLATE = "report.mustache";
  private static final int SHOWN = 8;

  private final JobResult result;

  HtmlReport(JobResult result) {
    this.result = result;
  }

  String html() {
    Charts charts = new Charts(result);
    double[] scores = result.scores().column(ScoreSuite.CHOSEN);
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .toList();
    int shown = Math.min(SHOWN, order.size());
    Map<String, Object> values =
        Map.of(
            "sections", new JobTables(result).sections(),
            "chosen", ScoreSuite.CHOSEN,
            "areas", charts.areas(),
            "purity", charts.purity(),
            "distribution", charts.distribution(),
            "weights", charts.weights(),
            "best", cards(order.subList(0, shown), scores),
            "worst", cards(order.subList(order.size() - shown, order.size()), scores));
    try (InputStream template = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
      return Mustache.compiler()
          .compile(new InputStreamReader(template, StandardCharsets.UTF_8))
          .execute(values);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + TEMPLATE, e);
    }
  }

  private List<Map<String, Object>> cards(List<Integer> rows, double[] scores) {
    return rows.stream()
        .map(
            i -> {
              Pair pair = result.pairs().get(i);
              return Map.<String, Object>of(
                  "picture", png(pair),
                  "caption", pair.example().caption().text(),
                  "score", String.format(Locale.ROOT, "%.3f", scores[i]),
                  "matched", pair.matched());
            })
        .toList();
  }

  private static String png(Pair pair) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(pair.example().picture().toImage(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("can't encode the picture of " + pair.id(), e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}

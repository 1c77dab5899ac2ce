package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.scoring.DataFilter;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;

/** Writes the main job's result; every file is written whole or not at all. */
public final class JobFiles {

  /** One line a pair: its id, whether its caption is true, and all scores. */
  static final String SCORES = "scores.csv";

  /** Everything at a glance, for a browser. */
  static final String REPORT = "report.html";

  private static final String TRUTH = "caption is true";

  private JobFiles() {}

  /**
   * Writes {@value #SCORES}, {@value #REPORT}, and for each share the ids that are kept by {@link
   * ScoreSuite#CHOSEN}, such as {@code kept-40.txt}.
   *
   * @param result what is written, into its output folder
   * @return the files
   * @throws IOException if a file can't be written
   */
  public static List<Path> write(JobResult result) throws IOException {
    List<Path> files = new ArrayList<>();
    Path scores = result.output().resolve(SCORES);
    withTruth(result).writeCsv(scores);
    files.add(scores);
    for (double share : ScoreTable.SHARES) {
      Selection kept = DataFilter.top(share).apply(result.scores(), ScoreSuite.CHOSEN);
      String name = String.format(Locale.ROOT, "kept-%.0f.txt", 100 * share);
      files.add(
          WholeFile.write(result.output().resolve(name), String.join("\n", kept.kept()) + "\n"));
    }
    files.add(WholeFile.write(result.output().resolve(REPORT), new HtmlReport(result).html()));
    return files;
  }

  private static Scores withTruth(JobResult result) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put(TRUTH, result.pairs().stream().mapToDouble(p -> p.matched() ? 1 : 0).toArray());
    Scores scores = result.scores();
    scores.names().forEach(name -> columns.put(name, scores.column(name)));
    return Scores.of(IntStream.range(0, scores.size()).mapToObj(scores::id).toList(), columns);
  }
}

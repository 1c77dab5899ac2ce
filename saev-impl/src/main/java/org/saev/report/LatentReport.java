package org.saev.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.saev.atlas.LatentAtlas;
import org.saev.evaluation.Evaluation;
import org.saev.scoring.Scores;
import org.saev.scoring.Selection;
import org.saev.training.TrainingProgress;

/**
 * Pages to look at, made of an atlas: an overview, a list of all latents, a page for each latent
 * and each example that the atlas kept, and a page for data filters. They open from disk in a
 * current browser, without server or network. What wasn't given isn't shown.
 *
 * <p>The folder loads data when it is looked at, so it stays quick for many latents; the single
 * file holds all data and is easier to send. Both are written part by part in bounded memory, and
 * whole or not at all. The same input gives the same bytes.
 */
public final class LatentReport {

  private final ReportData data;

  private LatentReport(LatentAtlas atlas) {
    data = new ReportData(Objects.requireNonNull(atlas, "atlas"));
  }

  /**
   * Starts a report.
   *
   * @param atlas what the latents fire on
   * @return a report with all defaults
   */
  public static LatentReport of(LatentAtlas atlas) {
    return new LatentReport(atlas);
  }

  /**
   * Sets the title; default "Latents".
   *
   * @param value one line
   * @return this report
   */
  public LatentReport title(String value) {
    data.title = Objects.requireNonNull(value, "title");
    return this;
  }

  /**
   * Adds a line to the overview, such as the model and layer.
   *
   * @param name what it is
   * @param value what it is here
   * @return this report
   */
  public LatentReport fact(String name, String value) {
    data.facts.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Sets where images come from; default none are shown.
   *
   * @param value finds the images of examples
   * @return this report
   */
  public LatentReport images(ImageProvider value) {
    data.images = Objects.requireNonNull(value, "images");
    return this;
  }

  /**
   * Sets the longer edge of images; larger ones are scaled down. Default 224. Larger images show
   * more and make a larger report.
   *
   * @param pixels 16 to 2048
   * @return this report
   */
  public LatentReport imagePixels(int pixels) {
    if (pixels < 16 || pixels > 2048) {
      throw new IllegalArgumentException("imagePixels must be 16 to 2048, but was " + pixels);
    }
    data.imagePixels = pixels;
    return this;
  }

  /**
   * Sets how well the autoencoder reconstructs.
   *
   * @param value from {@link org.saev.scoring.EncodedPass#evaluate}
   * @return this report
   */
  public LatentReport evaluation(Evaluation value) {
    data.evaluation = Objects.requireNonNull(value, "evaluation");
    return this;
  }

  /**
   * Sets how the training went.
   *
   * @param steps what a {@link org.saev.training.TrainingListener} was told, or some of it
   * @return this report
   */
  public LatentReport training(List<TrainingProgress> steps) {
    data.training = List.copyOf(steps);
    return this;
  }

  /**
   * Sets the scores of the examples.
   *
   * @param value one row an example
   * @return this report
   */
  public LatentReport scores(Scores value) {
    data.scores = Objects.requireNonNull(value, "scores");
    data.scoreRows.clear();
    for (int row = 0; row < value.size(); row++) {
      data.scoreRows.put(value.id(row), row);
    }
    return this;
  }

  /**
   * Adds a data filter.
   *
   * @param name what to call it; if it is the name of a score, the score's curve is shown
   * @param selection what it chose
   * @return this report
   */
  public LatentReport filter(String name, Selection selection) {
    data.filters.put(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(selection, "selection"));
    return this;
  }

  /**
   * Sets notes that are shown beside examples, such as what is known to be wrong with them.
   *
   * @param value a few words by id; examples without a note are left out
   * @return this report
   */
  public LatentReport notes(Map<String, String> value) {
    data.notes = Map.copyOf(value);
    return this;
  }

  /**
   * Sets scores of single tokens, for the patch masks of examples.
   *
   * @param value one score a token
   * @return this report
   */
  public LatentReport tokenScores(TokenScoreTable value) {
    data.tokenScores = Objects.requireNonNull(value, "tokenScores");
    return this;
  }

  /**
   * Sets who labels latents; default {@link LatentLabeller#commonWord}. Labels can also be written
   * in the browser, which keeps them, and saved from there.
   *
   * @param value the labeller
   * @return this report
   */
  public LatentReport labeller(LatentLabeller value) {
    data.labeller = Objects.requireNonNull(value, "labeller");
    return this;
  }

  /**
   * Sets who is told how the writing goes; default nobody.
   *
   * @param value the listener
   * @return this report
   */
  public LatentReport listener(ReportListener value) {
    data.listener = Objects.requireNonNull(value, "listener");
    return this;
  }

  /**
   * Writes a folder; open its {@code index.html}.
   *
   * @param folder made if it doesn't exist; a report in it is replaced
   * @throws IllegalArgumentException if the folder holds anything but a report
   * @throws org.saev.CancelledException if the thread is interrupted; nothing is left behind
   */
  public void writeFolder(Path folder) {
    FolderReport.write(data, folder);
  }

  /**
   * Writes one HTML file.
   *
   * @param file made or replaced
   * @throws org.saev.CancelledException if the thread is interrupted; nothing is left behind
   */
  public void writeFile(Path file) {
    SingleFileReport.write(data, file);
  }
}

package org.saev.examples.pictograms.experiments;

import com.google.gson.JsonElement;
import java.util.List;

/**
 * What an experiment found.
 *
 * @param name of the experiment
 * @param title of the experiment
 * @param settings all that the result depends on; another run with the same settings would find the
 *     same
 * @param seconds that it took, with its parts that an earlier run had finished, without what
 *     experiments share
 * @param sharedSeconds that it took to make what experiments share; little where it was there
 * @param sections the tables
 */
public record ExperimentResult(
    String name,
    String title,
    JsonElement settings,
    double seconds,
    double sharedSeconds,
    List<Section> sections) {
  /** Copies the list. */
  public ExperimentResult {
    sections = List.copyOf(sections);
  }
}

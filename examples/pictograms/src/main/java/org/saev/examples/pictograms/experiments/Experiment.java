package org.saev.examples.pictograms.experiments;

import java.io.IOException;
import java.util.List;

/** One of the paper's experiments. A finished one isn't run again unless its settings changed. */
public interface Experiment {

  /**
   * Its name on the command line and in file names.
   *
   * @return lower-case words joined by hyphens, such as {@code patch-masking}
   */
  String name();

  /**
   * Its title in the report.
   *
   * @return a few words
   */
  String title();

  /**
   * All that its result depends on beside the {@linkplain Workplace#identity() workplace}: numbers
   * of scenes, seeds, shares.
   *
   * @return a record, or another object that Gson writes by its fields
   */
  Object settings();

  /**
   * Runs it.
   *
   * @param workplace gives the model, the autoencoders and a place for finished parts
   * @return what was found
   * @throws IOException if a file can't be read or written
   */
  List<Section> run(Workplace workplace) throws IOException;
}

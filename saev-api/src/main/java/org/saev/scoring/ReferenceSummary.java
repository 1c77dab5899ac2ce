package org.saev.scoring;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What is kept of a reference set, in bounded memory. Summaries of parts merged in any order are
 * the summary of the whole. Not safe for use by several threads at once.
 *
 * @param <R> what the summary comes to
 */
public interface ReferenceSummary<R> {

  /**
   * Takes in one example.
   *
   * @param example activations, tokens and codes; not held on to
   */
  void add(EncodedExample example);

  /**
   * Takes in the summary of another part of the reference set.
   *
   * @param other of the same fit; not used any more afterwards
   */
  void merge(ReferenceSummary<R> other);

  /**
   * Writes the summary, to be read by {@link ReferenceFit#read} on another machine.
   *
   * @param out left open
   * @throws IOException if it can't be written
   */
  void write(OutputStream out) throws IOException;

  /**
   * Ends the pass.
   *
   * @return what the summary comes to
   */
  R finish();
}

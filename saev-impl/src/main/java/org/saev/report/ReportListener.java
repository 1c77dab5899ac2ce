package org.saev.report;

/** Is told how the writing of a report goes. */
@FunctionalInterface
public interface ReportListener {

  /**
   * Called after every part.
   *
   * @param done parts written
   * @param total parts of the whole report
   */
  void onProgress(int done, int total);
}

package org.saev.scoring;

import java.io.IOException;
import java.io.InputStream;
import org.saev.sae.SparseAutoencoder;

/**
 * A first pass over a reference set, for scorers that need one. The pass fills {@link
 * ReferenceSummary summaries}, one a thread or cluster node, which are merged and finished.
 *
 * @param <R> what the pass finds out, such as a weight a latent
 */
public interface ReferenceFit<R> {

  /**
   * Starts an empty summary.
   *
   * @param sae the autoencoder whose codes are to come
   * @return a summary of nothing
   */
  ReferenceSummary<R> start(SparseAutoencoder sae);

  /**
   * Reads a summary that {@link ReferenceSummary#write} wrote.
   *
   * @param in left open
   * @return the summary
   * @throws IOException if it can't be read
   */
  ReferenceSummary<R> read(InputStream in) throws IOException;
}

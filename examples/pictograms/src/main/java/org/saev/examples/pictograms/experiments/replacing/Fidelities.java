package org.saev.examples.pictograms.experiments.replacing;

import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;

/** How autoencoders reconstruct activations. */
final class Fidelities {

  private Fidelities() {}

  static ReconstructionReport report(ActivationSource source, SparseAutoencoder sae) {
    return Saev.encode(source, sae).collect(ReconstructionReport.collector(sae, Bootstrap.DEFAULT));
  }
}

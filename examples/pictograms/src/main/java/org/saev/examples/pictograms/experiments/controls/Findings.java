package org.saev.examples.pictograms.experiments.controls;

import java.util.LinkedHashMap;
import java.util.Map;
import org.saev.Saev;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.method.evaluation.ReconstructionReport;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.Scores;
import org.saev.store.ActivationStore;

/** What one autoencoder shows: how it reconstructs, what its latents are, and how it scores. */
record Findings(ReconstructionReport fidelity, Latents latents, Scores scores) {

  /**
   * Fits the weights on the reference pairs, and looks at the others.
   *
   * @param baselines scores without an autoencoder, which come first
   * @param bound delta of the normalised scores
   */
  static Findings of(
      SparseAutoencoder saeV,
      ActivationStore reference,
      ActivationStore scored,
      Map<String, AlignmentScorer> baselines,
      double bound) {
    CrossModalWeights weights = Saev.encode(reference, saeV).fit(CrossModalFit.rankPaired());
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>(baselines);
    scorers.putAll(SwappedPairs.scores(weights, bound));
    return new Findings(
        Saev.encode(scored, saeV).collect(ReconstructionReport.collector(saeV, Bootstrap.DEFAULT)),
        Latents.of(weights),
        Saev.encode(scored, saeV).score(scorers));
  }
}

package org.saev.examples.pictograms.experiments.controls;

import java.util.List;
import java.util.Map;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.method.CrossModalWeights;
import org.saev.method.Scorers;
import org.saev.scoring.AlignmentScorer;

/** The main job's pairs, of which every fifth has the caption of another scene, and its scores. */
final class SwappedPairs {

  static final String UNWEIGHTED_FIRING = "SAE-V co-occurring L0 per firing latent";

  private SwappedPairs() {}

  static List<Pair> of(Workplace workplace) {
    JobSettings settings = workplace.settings();
    return Pairs.corrupted(
        settings.scoredPairs(), settings.scoredSeed(), Corruption.SWAPPED, workplace.renderer());
  }

  /** Scores of SAE-V; the last ones count as active what fires at all, whatever the bound. */
  static Map<String, AlignmentScorer> scores(CrossModalWeights weights, double bound) {
    Map<String, AlignmentScorer> scores = ScoreSuite.compared(weights, bound);
    scores.put(UNWEIGHTED_FIRING, Scorers.coOccurringL0(ScoreSuite.perActiveLatent(0)));
    return scores;
  }
}

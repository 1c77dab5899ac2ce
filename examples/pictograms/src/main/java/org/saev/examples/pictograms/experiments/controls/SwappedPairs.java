package org.saev.examples.pictograms.experiments.controls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.saev.examples.pictograms.experiments.Workplace;
import org.saev.examples.pictograms.job.JobSettings;
import org.saev.examples.pictograms.job.Pair;
import org.saev.examples.pictograms.job.Pairs;
import org.saev.examples.pictograms.job.ScoreSuite;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.method.CrossModalWeights;
import org.saev.method.Normalization;
import org.saev.method.ScoreOptions;
import org.saev.method.Scorers;
import org.saev.scoring.AlignmentScorer;

/** The main job's pairs, of which every fifth has the caption of another scene, and its scores. */
final class SwappedPairs {

  static final String PUBLISHED = "SAE-V cosine, as published";
  static final String UNWEIGHTED = "SAE-V co-occurring L0 per active latent";
  static final String UNWEIGHTED_FIRING = "SAE-V co-occurring L0 per firing latent";

  private SwappedPairs() {}

  static List<Pair> of(Workplace workplace) {
    JobSettings settings = workplace.settings();
    return Pairs.corrupted(
        settings.scoredPairs(), settings.scoredSeed(), Corruption.SWAPPED, workplace.renderer());
  }

  static boolean[] matched(List<Pair> pairs) {
    boolean[] matched = new boolean[pairs.size()];
    for (int i = 0; i < matched.length; i++) {
      matched[i] = pairs.get(i).matched();
    }
    return matched;
  }

  /** Scores of SAE-V; the last ones count as active what fires at all, whatever the bound. */
  static Map<String, AlignmentScorer> scores(CrossModalWeights weights, double bound) {
    ScoreOptions normalized =
        ScoreOptions.DEFAULT.bound(bound).normalization(Normalization.PER_ACTIVE_LATENT);
    Map<String, AlignmentScorer> scores = new LinkedHashMap<>();
    scores.put(PUBLISHED, Scorers.cosine(weights));
    scores.put(UNWEIGHTED, Scorers.coOccurringL0(normalized));
    scores.put(ScoreSuite.CHOSEN, Scorers.cosine(weights, normalized));
    scores.put(UNWEIGHTED_FIRING, Scorers.coOccurringL0(normalized.bound(0)));
    return scores;
  }
}

package org.saev.examples.pictograms.job;

import java.util.LinkedHashMap;
import java.util.Map;
import org.saev.method.Baselines;
import org.saev.method.CrossModalWeights;
import org.saev.method.Normalization;
import org.saev.method.ScoreOptions;
import org.saev.method.Scorers;
import org.saev.scoring.AlignmentScorer;

/** The scores of the main job, by the names that they have in its tables and files. */
public final class ScoreSuite {

  /** The SAE-V score that is normalised for length; the one the example recommends. */
  public static final String CHOSEN = "SAE-V cosine per active latent";

  /** The same with all weights 1: shows what the weights add. */
  public static final String UNWEIGHTED = "SAE-V co-occurring L0 per active latent";

  /** The same with the text-only SAE: shows what training on image tokens adds. */
  static final String TEXT_ONLY = "SAE cosine per active latent";

  /** The best baseline that looks at activations only. */
  public static final String RAW = "raw cosine token to patch";

  /** The cosine score of the paper, normalised for nothing, beside {@link #CHOSEN}. */
  public static final String PUBLISHED = "SAE-V cosine, as published";

  /** Chance. */
  public static final String RANDOM = "random";

  /** The baseline of one mean vector a modality. */
  public static final String POOLED = "raw cosine pooled";

  /** The model's own losses, as an agreement. */
  public static final String IFD = "IFD with its sign turned";

  private static final long RANDOM_SEED = 1;

  private ScoreSuite() {}

  /**
   * Scores that need no autoencoder.
   *
   * @return by name, in the order of the tables
   */
  public static Map<String, AlignmentScorer> baselines() {
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put(RANDOM, Baselines.random(RANDOM_SEED));
    scorers.put(POOLED, Baselines.rawCosine());
    scorers.put("raw cosine mean of pairs", Baselines.rawCosineMean());
    scorers.put(RAW, Baselines.rawCosineMaxMean());
    // The loss ratio falls where the picture helps, so the sign is turned to make it an agreement.
    AlignmentScorer ifd = Baselines.ifd();
    scorers.put(IFD, example -> -ifd.score(example));
    return scorers;
  }

  /**
   * The scores of one autoencoder.
   *
   * @param name of the autoencoder, the first word of each score's name
   * @param weights in the rank-paired form
   * @param allPairs weights in the all-pairs form
   * @param bound delta of the normalised scores; the others have the paper's
   * @return by name, in the order of the tables
   */
  public static Map<String, AlignmentScorer> of(
      String name, CrossModalWeights weights, CrossModalWeights allPairs, double bound) {
    ScoreOptions normalized = perActiveLatent(bound);
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put(name + " L0", Scorers.l0());
    scorers.put(name + " L1", Scorers.l1());
    scorers.put(name + " co-occurring L0", Scorers.coOccurringL0());
    scorers.put(name + " cosine", Scorers.cosine(weights));
    scorers.put(name + " cosine all-pairs weights", Scorers.cosine(allPairs));
    scorers.put(name + " cosine over union", Scorers.cosineOverUnion(weights));
    scorers.put(name + " co-occurring L0 per active latent", Scorers.coOccurringL0(normalized));
    scorers.put(name + " cosine per active latent", Scorers.cosine(weights, normalized));
    return scorers;
  }

  /**
   * The scores of SAE-V that experiments compare: as published, and those normalised for length.
   *
   * @param weights in the rank-paired form
   * @param bound delta of the normalised scores; the other has the paper's
   * @return by name, in the order of the tables
   */
  public static Map<String, AlignmentScorer> compared(CrossModalWeights weights, double bound) {
    ScoreOptions normalized = perActiveLatent(bound);
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>();
    scorers.put(PUBLISHED, Scorers.cosine(weights));
    scorers.put(UNWEIGHTED, Scorers.coOccurringL0(normalized));
    scorers.put(CHOSEN, Scorers.cosine(weights, normalized));
    return scorers;
  }

  /**
   * How the scores that are normalised for length are computed.
   *
   * @param bound delta, what counts as active
   * @return the options
   */
  public static ScoreOptions perActiveLatent(double bound) {
    return ScoreOptions.DEFAULT.bound(bound).normalization(Normalization.PER_ACTIVE_LATENT);
  }
}

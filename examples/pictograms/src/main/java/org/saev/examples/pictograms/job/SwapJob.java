package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.method.statistics.Auc;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedPass;
import org.saev.scoring.Scores;

/**
 * Finds swapped captions with SAE-V, end to end: captures activations of a reference set whose
 * captions are true and of a set of which a known share is swapped, trains SAE-V and a text-only
 * SAE on the reference set, fits the cross-modal weights on it, and scores the other set.
 */
public final class SwapJob {

  /** The store of the reference pairs, in the output folder. */
  public static final String REFERENCE = "reference";

  /** The store of the scored pairs, in the output folder. */
  public static final String SCORED = "scored";

  /** SAE-V, in the output folder. */
  public static final String SAE_V = "sae-v";

  /** The text-only SAE, in the output folder. */
  public static final String SAE = "sae";

  private final JobSettings settings;
  private final Path output;
  private final Progress progress;
  private final SceneRenderer renderer = new SceneRenderer();

  /**
   * Prepares the job.
   *
   * @param settings what to do
   * @param output the folder to write to, made if it doesn't exist
   * @param progress is told how it goes
   */
  public SwapJob(JobSettings settings, Path output, Progress progress) {
    this.settings = settings;
    this.output = output;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @param models the model that is looked into
   * @return what was found
   * @throws IOException if a file can't be written
   */
  public JobResult run(TrainedModels models) throws IOException {
    Capture capture = new Capture(models, settings.layer());
    capture(
        capture,
        REFERENCE,
        Pairs.clean(settings.referencePairs(), settings.referenceSeed(), renderer));
    List<Pair> pairs =
        Pairs.corrupted(
            settings.scoredPairs(), settings.scoredSeed(), Corruption.SWAPPED, renderer);
    capture(capture, SCORED, pairs);
    try (ActivationSource reference = Saev.open(output.resolve(REFERENCE));
        ActivationSource scored = Saev.open(output.resolve(SCORED));
        Autoencoders trained = Autoencoders.train(settings, reference, progress)) {
      trained.saeV().save(output.resolve(SAE_V));
      trained.sae().save(output.resolve(SAE));
      return score(reference, scored, trained, pairs);
    }
  }

  private void capture(Capture capture, String set, List<Pair> pairs) throws IOException {
    progress.begin("capturing the " + set + " pairs", "pairs");
    capture.write(pairs, output.resolve(set), done -> progress.at(done, pairs.size(), ""));
    progress.end(String.format("%,d pairs", pairs.size()));
  }

  private JobResult score(
      ActivationSource reference, ActivationSource scored, Autoencoders trained, List<Pair> pairs) {
    progress.begin("scoring", "pairs");
    CrossModalWeights saeV = fit(reference, trained.saeV(), CrossModalFit.rankPaired());
    CrossModalWeights sae = fit(reference, trained.sae(), CrossModalFit.rankPaired());
    Map<String, AlignmentScorer> scorers = new LinkedHashMap<>(ScoreSuite.baselines());
    scorers.putAll(
        ScoreSuite.of(
            "SAE-V",
            saeV,
            fit(reference, trained.saeV(), CrossModalFit.allPairs()),
            settings.bound()));
    Scores ofSaeV = pass(scored, trained.saeV()).score(scorers);
    Scores ofSae =
        pass(scored, trained.sae())
            .score(
                ScoreSuite.of(
                    "SAE",
                    sae,
                    fit(reference, trained.sae(), CrossModalFit.allPairs()),
                    settings.bound()));
    Evaluation saeVQuality = pass(scored, trained.saeV()).evaluate();
    Evaluation saeQuality = pass(scored, trained.sae()).evaluate();
    Scores scores = join(ofSaeV, ofSae);
    progress.end(String.format("%,d pairs by %d scores", scores.size(), scores.names().size()));
    progress.begin("computing intervals", "scores");
    JobResult result =
        new JobResult(
            settings,
            output,
            pairs,
            saeVQuality,
            saeQuality,
            saeV,
            sae,
            scores,
            ScoreTable.of(scores, pairs),
            Auc.compare(
                scores.column(ScoreSuite.CHOSEN),
                scores.column(ScoreSuite.RAW),
                matched(pairs),
                Bootstrap.DEFAULT));
    progress.end(Bootstrap.DEFAULT.resamples() + " resamples each");
    return result;
  }

  private CrossModalWeights fit(
      ActivationSource reference, SparseAutoencoder sae, CrossModalFit form) {
    return pass(reference, sae).fit(form);
  }

  private EncodedPass pass(ActivationSource source, SparseAutoencoder sae) {
    return Saev.encode(source, sae)
        .listener(p -> progress.at(p.examples(), p.totalExamples().orElse(p.examples()), ""));
  }

  private static Scores join(Scores first, Scores second) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (Scores scores : List.of(first, second)) {
      scores.names().forEach(name -> columns.put(name, scores.column(name)));
    }
    return Scores.of(IntStream.range(0, first.size()).mapToObj(first::id).toList(), columns);
  }

  static boolean[] matched(List<Pair> pairs) {
    boolean[] matched = new boolean[pairs.size()];
    for (int i = 0; i < matched.length; i++) {
      matched[i] = pairs.get(i).matched();
    }
    return matched;
  }
}

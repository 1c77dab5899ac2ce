package org.saev.examples.pictograms.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.saev.Saev;
import org.saev.activations.ActivationSource;
import org.saev.evaluation.Evaluation;
import org.saev.examples.pictograms.model.TrainedModels;
import org.saev.examples.pictograms.scene.Corruption;
import org.saev.examples.pictograms.scene.SceneRenderer;
import org.saev.method.CrossModalFit;
import org.saev.method.CrossModalWeights;
import org.saev.method.statistics.Bootstrap;
import org.saev.sae.SparseAutoencoder;
import org.saev.scoring.AlignmentScorer;
import org.saev.scoring.EncodedPass;
import org.saev.scoring.Scores;
import org.saev.store.ActivationStore;

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
        ActivationStore scored = ActivationStore.open(output.resolve(SCORED));
        Autoencoders trained = Autoencoders.train(settings, reference, progress)) {
      trained.saeV().save(output.resolve(SAE_V));
      trained.sae().save(output.resolve(SAE));
      return score(reference, scored, trained, pairs);
    }
  }

  private void capture(Capture capture, String set, List<Pair> pairs) throws IOException {
    progress.begin("capturing the " + set + " pairs", "pairs");
    capture.write(pairs, output.resolve(set), done -> progress.at(done, pairs.size(), ""));
    progress.end(format("%,d pairs", pairs.size()));
  }

  private JobResult score(
      ActivationSource reference, ActivationStore scored, Autoencoders trained, List<Pair> pairs) {
    progress.begin("fitting the cross-modal weights", "pairs");
    CrossModalWeights saeV = fit(reference, trained.saeV(), CrossModalFit.rankPaired());
    CrossModalWeights saeVAllPairs = fit(reference, trained.saeV(), CrossModalFit.allPairs());
    CrossModalWeights sae = fit(reference, trained.sae(), CrossModalFit.rankPaired());
    CrossModalWeights saeAllPairs = fit(reference, trained.sae(), CrossModalFit.allPairs());
    progress.end(saeV.weighted() + " latents of SAE-V have a weight");

    Map<String, AlignmentScorer> first = new LinkedHashMap<>(ScoreSuite.baselines());
    first.putAll(ScoreSuite.of("SAE-V", saeV, saeVAllPairs, settings.bound()));
    Map<String, AlignmentScorer> second = ScoreSuite.of("SAE", sae, saeAllPairs, settings.bound());
    progress.begin("scoring", "pairs");
    Scores scores =
        join(pass(scored, trained.saeV()).score(first), pass(scored, trained.sae()).score(second));
    ShuffledPairs control = new ShuffledPairs(scored, pairs);
    Scores shuffled =
        join(
            pass(control, trained.saeV()).score(first), pass(control, trained.sae()).score(second));
    Evaluation saeVQuality = pass(scored, trained.saeV()).evaluate();
    Evaluation saeQuality = pass(scored, trained.sae()).evaluate();
    progress.end(format("%,d pairs by %d scores", scores.size(), scores.names().size()));

    progress.begin("computing intervals", "scores");
    JobResult result =
        new JobResult(
            settings,
            output,
            pairs,
            trained.steps(),
            saeVQuality,
            saeQuality,
            saeV,
            sae,
            scores,
            ScoreTable.of(scores, pairs, shuffled),
            Stream.of(ScoreSuite.RAW, ScoreSuite.UNWEIGHTED, ScoreSuite.TEXT_ONLY)
                .map(other -> ScoreTable.compare(scores, pairs, ScoreSuite.CHOSEN, other))
                .toList());
    progress.end(format("%,d resamples each", Bootstrap.DEFAULT.resamples()));
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

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

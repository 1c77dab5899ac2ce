package org.saev.examples.pictograms.job;

import java.nio.file.Path;
import java.util.List;
import org.saev.evaluation.Evaluation;
import org.saev.method.CrossModalWeights;
import org.saev.scoring.Scores;
import org.saev.training.TrainingProgress;

/**
 * What the main job found.
 *
 * @param settings what was asked for
 * @param output the folder with the stores, autoencoders and tables
 * @param pairs what was scored
 * @param training how the training of SAE-V went
 * @param saeV how SAE-V reconstructs the scored pairs
 * @param sae how the text-only SAE reconstructs them
 * @param saeVWeights the cross-modal weights of SAE-V
 * @param saeWeights the cross-modal weights of the text-only SAE
 * @param scores one row a pair, in order
 * @param table how well each score does
 * @param comparisons of {@link ScoreSuite#CHOSEN} with what it has to be better than
 */
public record JobResult(
    JobSettings settings,
    Path output,
    List<Pair> pairs,
    List<TrainingProgress> training,
    Evaluation saeV,
    Evaluation sae,
    CrossModalWeights saeVWeights,
    CrossModalWeights saeWeights,
    Scores scores,
    List<ScoreTable.Row> table,
    List<ScoreTable.Comparison> comparisons) {}

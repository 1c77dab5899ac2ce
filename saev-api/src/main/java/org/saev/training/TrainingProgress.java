package org.saev.training;

import java.time.Duration;

/**
 * How far a training has got. FVU and the like are of the step's own batch, before its update.
 *
 * @param step steps done
 * @param totalSteps steps of the whole training
 * @param tokens tokens trained on
 * @param fvu fraction of variance unexplained
 * @param l0 mean active latents a token
 * @param auxLoss the auxiliary loss before weighting; 0 where no latent is dead
 * @param deadLatents latents that count as dead
 * @param learningRate of the step
 * @param tokensPerSecond since the training began or was resumed
 * @param remaining the time left at that rate
 */
public record TrainingProgress(
    int step,
    int totalSteps,
    long tokens,
    double fvu,
    double l0,
    double auxLoss,
    int deadLatents,
    double learningRate,
    double tokensPerSecond,
    Duration remaining) {}
